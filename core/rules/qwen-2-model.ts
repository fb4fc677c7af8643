import { holdsVariable, isNumber, isText } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, removeEntry, replaceScalar } from '../syntax/text-edits';
import { sinceQwen2 } from '../toolkit/versions';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

/** The LoRAs that other models use while they train or sample; qwen_image_2.py loads none of them. */
const lorasNotLoaded = ['assistant_lora_path', 'inference_lora_path'] as const;
/** What qwen_image_2.py never asks for. */
const unread = ['vae_path', 'te_name_or_path', 'lora_path'] as const;
/** The pipeline samples without guidance; ai-toolkit's web UI writes 3. */
const mostGuidance = 4;

export const qwen2Model: Rule = {
  code: 'qwen-2-model',
  severity: 'warning',
  summary: 'Options that Qwen-Image-2.1 does not take, or takes otherwise than Qwen-Image.',
  claims: [{ where: 'load', what: 'fails', seen: 'source' }],
  versions: sinceQwen2,

  *check(config) {
    for (const process of config.trainers) {
      if (process.arch !== 'qwen_image_2') continue;
      const model = process.section('model');
      if (model?.key) {
        yield* ofLoras(config, process, model);
        yield* ofUnread(config, model);
        yield* ofQuantization(model);
        yield* ofAlpha(process, model);
      }
      yield* ofTextEncoder(config, process);
      yield* ofGuidance(config, process);
    }
  },
};

function* ofLoras(config: TrainingConfig, process: TrainingProcess, model: Section): Iterable<Finding> {
  if (process.truthy('train.disable_sampling') || !process.entry('sample')) return;
  for (const key of lorasNotLoaded) {
    const entry = model.entry(key);
    if (!entry || !model.truthy(key)) continue;
    yield {
      span: entry.key.span,
      severity: 'error',
      message: `The first sample fails: ai-toolkit never loads '${key}' for Qwen-Image-2.1, and sampling then looks for it. Remove it.`,
      fixes: remove(config, model, entry),
    };
  }
}

function* ofUnread(config: TrainingConfig, model: Section): Iterable<Finding> {
  for (const key of unread) {
    const entry = model.entry(key);
    if (!entry || !model.truthy(key)) continue;
    yield {
      span: entry.key.span,
      severity: 'information',
      message: `'${key}' has no effect: ai-toolkit does not read it for Qwen-Image-2.1. Remove it.`,
      fixes: remove(config, model, entry),
    };
  }
}

function* ofQuantization(model: Section): Iterable<Finding> {
  const qtype = model.node('qtype');
  if (!isText(qtype) || holdsVariable(qtype) || !model.truthy('quantize')) return;
  const fix: Fix = { title: "Change to 'convrot8'", safe: false, edits: [replaceScalar(qtype, 'convrot8')] };
  if (qtype.value.includes('|')) {
    yield {
      span: qtype.span,
      message:
        "There is no accuracy recovery adapter for Qwen-Image-2.1, and one of another model does not fit its layers. Write 'qtype: convrot8'.",
      fixes: [fix],
    };
  } else if (qtype.value !== 'convrot8' && /^(?:Comfy-Org|Qwen)\/Qwen-Image-2\.1$/i.test(nameOf(model))) {
    yield {
      span: qtype.span,
      severity: 'hint',
      message: `With 'qtype: ${qtype.value}' ai-toolkit downloads the 16-bit weights (about 14 GB) and quantizes them while it loads. 'convrot8' loads a file of half the size as it is.`,
      fixes: [fix],
    };
  }
}

function nameOf(model: Section): string {
  return model.text('name_or_path')?.value ?? '';
}

/** toolkit/dataloader_mixins.py load_and_process_image: one alpha channel cannot be both. */
function* ofAlpha(process: TrainingProcess, model: Section): Iterable<Finding> {
  const rgba = model.entry('model_kwargs.rgba');
  if (!rgba || !model.truthy('model_kwargs.rgba')) return;
  for (const dataset of process.datasets) {
    const mask = dataset.entry('alpha_mask');
    if (!mask || !dataset.truthy('alpha_mask')) continue;
    yield {
      span: mask.key.span,
      message:
        "'alpha_mask' and 'rgba: true' exclude each other: ai-toolkit loads this dataset without its alpha channel. Remove one of them.",
      related: [{ span: rgba.key.span, message: "'rgba' is set here." }],
    };
  }
}

function* ofTextEncoder(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const train = process.section('train');
  const entry = train?.entry('train_text_encoder');
  if (!train || !entry || !train.truthy('train_text_encoder')) return;
  yield {
    span: entry.key.span,
    message:
      "'train_text_encoder' has no effect on Qwen-Image-2.1: its text encoder runs without gradients, and the LoRA does not reach it. It only costs memory. Remove it.",
    fixes: remove(config, train, entry),
  };
}

function* ofGuidance(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const sample = process.section('sample');
  if (!sample?.key || process.truthy('train.disable_sampling')) return;
  const entry = sample.entry('guidance_scale');
  if (!entry) {
    yield {
      span: sample.key.span,
      severity: 'information',
      missing: true,
      message:
        "Without 'guidance_scale' ai-toolkit samples with 7. Qwen-Image-2.1 is made to be sampled without guidance, and samples burn out. Write 'guidance_scale: 1.0'.",
      fixes: [
        {
          title: "Insert 'guidance_scale: 1.0'",
          safe: true,
          edits: [insertEntry(config.document, sample.mapping, 'guidance_scale', '1.0')],
        },
      ],
    };
  } else if (isNumber(entry.value) && entry.value.value > mostGuidance) {
    yield {
      span: entry.value.span,
      severity: 'information',
      message: `Samples burn out at 'guidance_scale: ${entry.value.source}': Qwen-Image-2.1 is made to be sampled without guidance. Write 1.0; the web UI writes 3.0.`,
      fixes: [{ title: 'Change to 1.0', safe: false, edits: [replaceScalar(entry.value, 1)] }],
    };
  }
}

function remove(config: TrainingConfig, section: Section, entry: ReturnType<Section['entry']>): Fix[] {
  if (!entry || entry.merged) return [];
  const title = `Remove '${String(entry.key.value)}'`;
  return [{ title, safe: false, edits: [removeEntry(config.document, section.mapping, entry)] }];
}
