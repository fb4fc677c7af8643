import { isQwen } from '../profiles/model-families';
import { type Entry, holdsVariable, isBoolean, isText } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, removeEntry, replaceScalar } from '../syntax/text-edits';
import { datasetClashes } from '../trainer/dataset-clashes';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const exclusiveOptions: Rule = {
  code: 'exclusive-options',
  severity: 'error',
  summary: 'Options that ai-toolkit rejects in combination, or without another option.',
  claims: [
    { where: 'step', what: 'fails', seen: 'run', of: 'control images without buckets' },
    { where: 'load', what: 'fails', seen: 'run' },
    { where: 'save', what: 'fails', seen: 'run', of: '`merge_network_on_save`' },
  ],

  *check(config) {
    yield* jobClash(config);
    for (const process of config.trainers) {
      yield* pairClashes(process);
      yield* adapterClash(config, process);
      yield* missingPartners(process);
      yield* fluxOnly(config, process);
      yield* mergeClash(process);
      yield* datasetClashes(config, process);
    }
  },
};

/** Trainers such as `sd_trainer` are extensions (jobs/TrainJob.py:12-19, jobs/BaseJob.py:66). */
function* jobClash(config: TrainingConfig): Iterable<Finding> {
  const job = config.root?.text('job');
  const type = config.trainers[0]?.text('type');
  if (!job || !type || job.value !== 'train') return;
  yield {
    span: job.span,
    message: config.root?.entry('config.training_folder')
      ? `ai-toolkit stops at the start: 'job: train' does not support 'type: ${type.value}'. Write 'job: extension'.`
      : `ai-toolkit stops at the start: 'job: train' asks for a 'training_folder' in 'config', and does not support 'type: ${type.value}' at all. Write 'job: extension'.`,
    related: [{ span: type.span, message: 'The trainer is set here.' }],
    fixes: [{ title: "Change to 'extension'", safe: false, edits: [replaceScalar(job, 'extension')] }],
  };
}

interface Pair {
  readonly stays: string;
  readonly goes: string;
  readonly because: string;
  /** Qwen-Image has a rule of its own for the text encoder. */
  readonly notForQwen?: boolean;
}

const untrained = 'an unloaded text encoder cannot be trained';
const pairs: readonly Pair[] = [
  {
    stays: 'diff_output_preservation',
    goes: 'blank_prompt_preservation',
    because: 'only one kind of preservation can be on',
  },
  {
    stays: 'do_guidance_loss',
    goes: 'bypass_guidance_embedding',
    because: 'the guidance loss needs the guidance embedding, which is bypassed',
  },
  {
    stays: 'diff_output_preservation',
    goes: 'train_text_encoder',
    because: 'output preservation does not work while the text encoder is trained',
    notForQwen: true,
  },
  { stays: 'cache_text_embeddings', goes: 'train_text_encoder', because: untrained, notForQwen: true },
  { stays: 'unload_text_encoder', goes: 'train_text_encoder', because: untrained, notForQwen: true },
];

function* pairClashes(process: TrainingProcess): Iterable<Finding> {
  const reported = new Set<Entry>();
  for (const { stays, goes, because, notForQwen } of pairs) {
    if (notForQwen && isQwen(process)) continue;
    const first = switchedOn(process, `train.${stays}`);
    const second = switchedOn(process, `train.${goes}`);
    if (!first || !second || reported.has(second)) continue;
    reported.add(second);
    yield {
      span: second.value.span,
      message: `ai-toolkit stops with an error when '${goes}' and '${stays}' are both on: ${because}. Turn one of them off.`,
      related: [{ span: first.key.span, message: `'${stays}' is turned on here.` }],
      fixes: hasOtherPartner(process, first, goes)
        ? switchOff(second)
        : [...switchOff(second), ...switchOff(first)],
    };
  }
}

function hasOtherPartner(process: TrainingProcess, first: Entry, goes: string): boolean {
  return pairs.some((pair) => {
    const other = pair.goes === goes ? switchedOn(process, `train.${pair.stays}`) : undefined;
    return other !== undefined && other !== first;
  });
}

/** toolkit/config_modules.py:1489. For Qwen-Image, qwen-model-unread reports the assistant LoRA. */
function* adapterClash(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const model = process.section('model');
  const assistant = model?.entry('assistant_lora_path');
  const qtype = model?.entry('qtype');
  const adapter =
    isText(qtype?.value) && qtype.value.value.includes('|')
      ? qtype
      : model?.entry('accuracy_recovery_adapter');
  if (!model || !assistant || !adapter || isQwen(process)) return;
  if (!isText(assistant.value) || !isText(adapter.value)) return;
  yield {
    span: assistant.key.span,
    message:
      "ai-toolkit stops at the start when 'assistant_lora_path' is set together with an accuracy recovery adapter. Remove one of them.",
    related: [{ span: adapter.value.span, message: 'The accuracy recovery adapter is set here.' }],
    fixes: [
      {
        title: "Remove 'assistant_lora_path'",
        safe: false,
        edits: [removeEntry(config.document, model.mapping, assistant)],
      },
    ],
  };
}

/** SDTrainer.py:91-105; toolkit/config_modules.py:199; jobs/process/BaseSDTrainProcess.py:1524-1526 */
function* missingPartners(process: TrainingProcess): Iterable<Finding> {
  const output = switchedOn(process, 'train.diff_output_preservation');
  const blank = switchedOn(process, 'train.blank_prompt_preservation');
  const trigger = [process, ...process.datasets].some((section) => section.text('trigger_word'));
  if (output && !trigger) {
    yield {
      span: output.value.span,
      message:
        "ai-toolkit stops at the start: 'diff_output_preservation' replaces the trigger word with its class, but there is no 'trigger_word'. Write 'trigger_word', or turn 'diff_output_preservation' off.",
      missing: true,
      fixes: switchOff(output),
    };
  }
  const needsNetwork = output ?? blank;
  // For Qwen-Image, qwen-network-missing reports a missing network.
  if (needsNetwork && !process.entry('network') && !isQwen(process)) {
    yield {
      span: needsNetwork.value.span,
      message: `ai-toolkit stops at the start: '${needsNetwork.key.source}' compares with the model without the LoRA, but there is no 'network'. Add a 'network' section, or turn it off.`,
      missing: true,
      fixes: switchOff(needsNetwork),
    };
  }
  const type = process.text('network.type');
  if (type?.value === 'lorm' && !process.entry('network.lorm')) {
    yield {
      span: type.span,
      message: "ai-toolkit stops at the start: 'type: lorm' needs a 'lorm' section in 'network'.",
      missing: true,
    };
  }
  const adapter = process.text('adapter.type');
  if (adapter?.value === 'control_net' && !process.text('adapter.name_or_path')) {
    yield {
      span: adapter.span,
      message:
        "Training fails after loading the model: a 'control_net' adapter needs a 'name_or_path' to start from.",
      missing: true,
    };
  }
}

/**
 * ai-toolkit checks the two switches before it reads `arch`, so `arch: flux` does not help
 * (toolkit/config_modules.py:691, 700, 789); it checks a decorator after it (BaseSDTrainProcess.py:195).
 */
function* fluxOnly(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const model = process.section('model');
  if (!model || model.truthy('is_flux')) return;
  const isFlux = process.arch === 'flux';
  for (const key of ['attn_masking', 'split_model_over_gpus']) {
    const entry = switchedOn(process, `model.${key}`);
    if (!entry) continue;
    const insert: Fix = {
      title: "Insert 'is_flux: true'",
      safe: false,
      edits: [insertEntry(config.document, model.mapping, 'is_flux', 'true', 'arch')],
    };
    yield {
      span: entry.value.span,
      message: `ai-toolkit stops at the start: '${key}' works only with 'is_flux: true'${isFlux ? ", and 'arch: flux' does not replace it" : ''}.`,
      fixes: isFlux && !model.entry('is_flux') ? [insert, ...switchOff(entry)] : switchOff(entry),
    };
  }
  const decorator = process.entry('decorator');
  if (!decorator || isFlux || decorator.value.kind !== 'mapping') return;
  yield {
    span: decorator.key.span,
    message: "ai-toolkit stops at the start: 'decorator' works only with FLUX.",
    fixes: [
      {
        title: "Remove 'decorator'",
        safe: false,
        edits: [removeEntry(config.document, process.mapping, decorator)],
      },
    ],
  };
}

/**
 * A LoRA can be merged only into ai-toolkit's own quantization types (jobs/process/BaseSDTrainProcess.py:641-653), and
 * Qwen-Image can be saved with none of them; `uint8` quantizes nothing.
 */
function* mergeClash(process: TrainingProcess): Iterable<Finding> {
  const merge = switchedOn(process, 'train.merge_network_on_save');
  if (!merge || !process.entry('network')) return;
  const offloading = switchedOn(process, 'model.layer_offloading');
  const quantize = switchedOn(process, 'model.quantize');
  const qtype = process.text('model.qtype')?.value ?? 'qfloat8';
  const isMergeable = qtype === 'uint8' || (!isQwen(process) && !/^q/.test(qtype));
  const other = offloading ?? (isMergeable ? undefined : quantize);
  if (!other) return;
  const what = other === offloading ? "'layer_offloading'" : `'qtype: ${qtype}'`;
  yield {
    span: merge.value.span,
    message: `The first save fails: with ${what} ai-toolkit cannot save a model that the LoRA is merged into. Switch 'merge_network_on_save' off.`,
    related: [{ span: other.key.span, message: 'The weights cannot be merged because of this setting.' }],
    fixes: switchOff(merge),
  };
}

/** The entry of an option that is on; undefined if it is off, absent or unknown until launch. */
function switchedOn(process: TrainingProcess, key: string): Entry | undefined {
  const entry = process.entry(key);
  return entry && process.truthy(key) && !holdsVariable(entry.value) ? entry : undefined;
}

function switchOff(entry: Entry): Fix[] {
  if (!isBoolean(entry.value)) return [];
  const title = `Turn '${entry.key.source}' off`;
  return [{ title, safe: false, edits: [replaceScalar(entry.value, false)] }];
}
