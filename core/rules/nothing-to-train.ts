import { isQwen } from '../profiles/model-families';
import { hasQwenModule } from '../profiles/qwen-modules';
import {
  type ConfigNode,
  type Entry,
  holdsVariable,
  isNumber,
  isText,
  isTruthy,
} from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { removeEntry, replaceScalar } from '../syntax/text-edits';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

const ending =
  "so the run ends when the network is built, after loading the model: 'There are not any lora modules in this network'";

/** Flags of models with other module names; ai-toolkit reads them next to `arch` too (toolkit/lora_special.py:440-470). */
const foreignFlags = ['is_flux', 'is_v3', 'is_pixart', 'is_pixart_sigma', 'is_auraflow', 'is_lumina2'];
/** Network types that ai-toolkit names but that find no module in a transformer. */
const foreignTypes = /^(?:locon|lycoris)$/i;

export const nothingToTrain: Rule = {
  code: 'nothing-to-train',
  severity: 'error',
  summary: 'A network without any module to train: the run ends when it is built.',
  claims: [{ where: 'network', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process) || process.section('network') === undefined) continue;
      yield* withoutTransformer(process);
      yield* withoutRank(process);
      yield* ofAnotherKind(process);
      yield* flagged(config, process);
      yield* filtered(config, process);
    }
  },
};

function* withoutTransformer(process: TrainingProcess): Iterable<Finding> {
  const entry = written(process, 'train.train_unet');
  if (!entry || isTruthy(entry.value)) return;
  yield {
    span: spanOf(entry),
    message: `Nothing is left to train: a Qwen-Image LoRA is trained only in the transformer, which 'train_unet: ${shown(entry.value)}' switches off, ${ending}. Write 'train_unet: true'.`,
    explainsValue: true,
    fixes: writeInstead(entry, true),
  };
}

/** Full-rank networks do not use a rank. */
function* withoutRank(process: TrainingProcess): Iterable<Finding> {
  const type = process.text('network.type')?.value.toLowerCase();
  if (
    type === 'lokr' &&
    (!process.entry('network.lokr_full_rank') || process.truthy('network.lokr_full_rank'))
  )
    return;
  if (type === 'lorm' || type === 'fullrank') return;
  const entry = written(process, 'network.rank') ?? written(process, 'network.linear');
  if (!entry || !isNumber(entry.value) || entry.value.value >= 1) return;
  yield {
    span: entry.value.span,
    message: `A LoRA of rank ${entry.value.source} has no weights, ${ending}. Write '${entry.key.source}: 16'.`,
    fixes: writeInstead(entry, 16),
  };
}

function* ofAnotherKind(process: TrainingProcess): Iterable<Finding> {
  const entry = written(process, 'network.type');
  if (!entry || !isText(entry.value) || !foreignTypes.test(entry.value.value)) return;
  yield {
    span: entry.value.span,
    message: `'type: ${entry.value.value}' looks for modules of Stable Diffusion and finds none in Qwen-Image, ${ending}. Write 'lora' or 'lokr'.`,
    fixes: writeInstead(entry, 'lora'),
  };
}

function* flagged(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const model = process.section('model');
  if (!model?.entry('arch')) return;
  for (const flag of foreignFlags) {
    const entry = written(process, `model.${flag}`);
    if (!entry || !isTruthy(entry.value)) continue;
    yield {
      span: entry.key.span,
      message: `'${flag}: ${shown(entry.value)}' next to 'arch: ${process.arch}' makes ai-toolkit look for modules of another model, ${ending}. Remove '${flag}'.`,
      fixes: [
        {
          title: `Remove '${flag}'`,
          safe: false,
          edits: [removeEntry(config.document, model.mapping, entry)],
        },
      ],
    };
  }
}

function* filtered(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const section = process.section('network.network_kwargs');
  const only = section?.entry('only_if_contains');
  const ignored = section?.entry('ignore_if_contains');
  const guilty = only ?? ignored;
  if (!section || !guilty) return;
  const words = { only: wordsOf(only?.value), ignored: wordsOf(ignored?.value) };
  if ((only && !words.only) || (ignored && !words.ignored)) return;
  const transformerOnly = process.entry('network.transformer_only');
  const hasModule = hasQwenModule({
    onlyIfContains: only ? words.only : undefined,
    ignoreIfContains: words.ignored ?? [],
    transformerOnly: !transformerOnly || isTruthy(transformerOnly.value),
  });
  if (hasModule) return;
  yield {
    span: guilty.key.span,
    message: `No module of Qwen-Image passes '${guilty.key.source}', ${ending}. The names look like 'transformer.transformer_blocks.0.attn.to_q'.`,
    fixes: [
      {
        title: `Remove '${guilty.key.source}'`,
        safe: false,
        edits: [removeEntry(config.document, section.mapping, guilty)],
      },
    ],
  };
}

/** The words of a list of texts; undefined for anything else. */
function wordsOf(value: ConfigNode | undefined): readonly string[] | undefined {
  if (value?.kind !== 'sequence' || value.items.some((item) => !isText(item) || holdsVariable(item)))
    return undefined;
  return value.items.flatMap((item) => (isText(item) ? [item.value] : []));
}

function written(process: TrainingProcess, key: string): Entry | undefined {
  const entry = process.entry(key);
  return entry && !holdsVariable(entry.value) ? entry : undefined;
}

function spanOf({ key, value }: Entry): Finding['span'] {
  return value.kind === 'scalar' && value.style !== 'absent' ? value.span : key.span;
}

function shown(value: ConfigNode): string {
  return value.kind === 'scalar' ? value.source : '…';
}

function writeInstead({ key, value }: Entry, instead: string | number | boolean): Fix[] {
  if (value.kind !== 'scalar') return [];
  const title = `Write '${key.source}: ${instead}'`;
  return [{ title, safe: false, edits: [replaceScalar(value, instead)] }];
}
