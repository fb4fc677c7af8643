import { isBoolean, isNumber, isTruthy } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, removeEntry, replaceScalar } from '../syntax/text-edits';
import { controlFolderKeys } from './control-images';
import type { Section, TrainingConfig, TrainingProcess } from './training-config';

/** What `exclusive-options` finds among the datasets of a process. */
export function* datasetClashes(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  yield* mixedEmbeddings(config, process);
  yield* bucketClashes(config, process);
}

/** toolkit/config_modules.py:1494-1500; `train.cache_text_embeddings` switches all on (BaseSDTrainProcess.py:152-154). */
function* mixedEmbeddings(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const train = process.section('train');
  if (!train || train.truthy('cache_text_embeddings')) return;
  const cached = process.datasets.find((dataset) => dataset.truthy('cache_text_embeddings'));
  const other = process.datasets.find((dataset) => !dataset.truthy('cache_text_embeddings'));
  const on = cached?.entry('cache_text_embeddings');
  const at = other?.node('cache_text_embeddings') ?? other?.mapping.entries[0]?.key;
  if (!on || !at) return;
  yield {
    span: at.span,
    message:
      "ai-toolkit stops at the start: this dataset has no 'cache_text_embeddings', another one has. Switch it on for all of them in 'train'.",
    related: [{ span: on.key.span, message: 'Here it is on.' }],
    fixes: [cacheAll(config, train)],
  };
}

function cacheAll(config: TrainingConfig, train: Section): Fix {
  const title = "Write 'cache_text_embeddings: true' in 'train'";
  const entry = train.entry('cache_text_embeddings');
  const edit =
    entry?.value.kind === 'scalar'
      ? replaceScalar(entry.value, true)
      : insertEntry(config.document, train.mapping, 'cache_text_embeddings', 'true');
  return { title, safe: false, edits: [edit] };
}

/** toolkit/data_loader.py:744-764; toolkit/dataloader_mixins.py:1179-1200 */
function* bucketClashes(config: TrainingConfig, process: TrainingProcess): Iterable<Finding> {
  const without = process.datasets.filter(
    (dataset) => dataset.entry('buckets') && !dataset.truthy('buckets'),
  );
  const first = without[0];
  if (!first) return;
  if (without.length < process.datasets.length) {
    yield* without.map((dataset) =>
      switchOn(
        dataset,
        'The data loader fails after loading the model: this dataset has no buckets and another one has. All of them need buckets, or none.',
      ),
    );
    return;
  }
  for (const dataset of without) {
    const size = dataset.entry('batch_size');
    if (size && isNumber(size.value)) {
      yield {
        span: size.key.span,
        message:
          "The data loader fails after loading the model: a 'batch_size' in a dataset needs buckets, and no dataset has them.",
        fixes: [
          {
            title: "Remove 'batch_size'",
            safe: false,
            edits: [removeEntry(config.document, dataset.mapping, size)],
          },
        ],
      };
    }
    // The archs of which it is known that they take no raw control images.
    const fitsTarget = process.arch === 'qwen_image' || process.arch === 'qwen_image_edit';
    if (fitsTarget && hasControls(dataset) && !isOff(dataset, 'full_size_control_images')) {
      yield switchOn(
        dataset,
        'Control images cannot be loaded without buckets: ai-toolkit tries ten other images instead of each, then fails.',
      );
    }
  }
}

function switchOn(dataset: Section, message: string): Finding {
  const value = dataset.node('buckets');
  const span = (value ?? dataset.mapping).span;
  const fixes: Fix[] = isBoolean(value)
    ? [{ title: "Change to 'true'", safe: false, edits: [replaceScalar(value, true)] }]
    : [];
  return { span, message, fixes };
}

function hasControls(dataset: Section): boolean {
  return controlFolderKeys.some((key) => isTruthy(dataset.node(key)));
}

function isOff(section: Section, key: string): boolean {
  return section.entry(key) !== undefined && !section.truthy(key);
}
