import { holdsVariable, isNumber } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { removeEntry, replaceScalar } from '../syntax/text-edits';
import { byVersion, sinceQwen2, type ToolkitVersions, type VersionRange } from '../toolkit/versions';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

/** From here on references keep their own size in a batch; before, they were cropped to the image's. */
const rawReferences: VersionRange = { since: '0.13.20' };

const controlKeys = ['control_path', 'control_path_1', 'control_path_2', 'control_path_3'] as const;

export const qwen2Controls: Rule = {
  code: 'qwen-2-controls',
  severity: 'warning',
  summary:
    'Qwen-Image-2.1 with control images that a batch, caption dropout or the text encoder gets in the way of.',
  claims: [{ where: 'step', what: 'fails', seen: 'source' }],
  versions: sinceQwen2,
  differsByVersion: true,

  *check(config, { versions }) {
    for (const process of config.trainers) {
      if (process.arch !== 'qwen_image_2') continue;
      for (const dataset of process.datasets) {
        const control = controlKeys.map((key) => dataset.entry(key)).find((entry) => entry !== undefined);
        if (!control) continue;
        yield* ofBatch(process, dataset, versions);
        yield* ofDropout(config, process, dataset);
      }
      yield* ofTextEncoder(config, process);
    }
  },
};

function batchOf(process: TrainingProcess, dataset: Section) {
  const own = dataset.number('batch_size') ?? process.number('train.batch_size');
  return own && own.value > 1 ? own : undefined;
}

/** data_transfer_object/data_loader.py and encode_condition_images of qwen_image_2.py. */
function* ofBatch(process: TrainingProcess, dataset: Section, versions: ToolkitVersions): Iterable<Finding> {
  const batch = batchOf(process, dataset);
  const several = controlKeys.filter((key) => dataset.entry(key)).length > 1;
  if (!batch || holdsVariable(batch)) return;
  const sizes = several
    ? 'all images of a batch need references of the same sizes'
    : 'all references of a batch need the same size';
  const effect = byVersion(versions, rawReferences, {
    inside: `${sizes}, or the step fails`,
    outside: several ? `${sizes}, or the step fails` : undefined,
    both: `from ai-toolkit 0.13.20 on ${sizes}, or the step fails`,
  });
  if (effect === undefined) return;
  yield {
    span: batch.span,
    message: `With 'batch_size: ${batch.source}' and control images ${effect}. Write 'batch_size: 1'.`,
    fixes: [{ title: 'Change to 1', safe: false, edits: [replaceScalar(batch, 1)] }],
  };
}

/** A dropped caption is encoded as plain text, without places for references (pipeline.py run_transformer). */
function* ofDropout(config: TrainingConfig, process: TrainingProcess, dataset: Section): Iterable<Finding> {
  const entry = dataset.entry('caption_dropout_rate');
  if (!entry || !isNumber(entry.value) || entry.value.value <= 0) return;
  const inBatch = batchOf(process, dataset) !== undefined;
  const source = entry.value.source;
  yield {
    span: entry.value.span,
    severity: inBatch ? 'error' : 'information',
    message: inBatch
      ? `With 'caption_dropout_rate: ${source}', control images and a batch above 1 the run stops at the first batch whose first caption is dropped, and others get the wrong references. Write 0, or 'batch_size: 1'.`
      : `A dropped caption drops its control images too: with 'caption_dropout_rate: ${source}' that share of the steps trains without references. Write 0 if every step shall see them.`,
    fixes: entry.merged
      ? []
      : [
          {
            title: "Remove 'caption_dropout_rate'",
            safe: false,
            edits: [removeEntry(config.document, dataset.mapping, entry)],
          },
        ],
  };
}

/** Without cached embeddings every caption becomes blank or the trigger word (SDTrainer.hook_before_train_loop). */
function* ofTextEncoder(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const train = process.section('train');
  const entry = train?.entry('unload_text_encoder');
  if (!train || !entry || !train.truthy('unload_text_encoder')) return;
  if (train.truthy('cache_text_embeddings')) return;
  const references = process.datasets.some((dataset) => controlKeys.some((key) => dataset.entry(key)));
  yield {
    span: entry.key.span,
    message: `'unload_text_encoder' without cached embeddings trains every image with blank text or only the trigger word: captions are lost${references ? ', and so are the control images' : ''}. Write 'cache_text_embeddings: true' instead.`,
    fixes: entry.merged
      ? []
      : [
          {
            title: "Remove 'unload_text_encoder'",
            safe: false,
            edits: [removeEntry(config.document, train.mapping, entry)],
          },
        ],
  };
}
