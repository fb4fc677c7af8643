import type { Plan, PlanDataset } from '../../plan/index';
import { datasetPathEntry } from '../../trainer/datasets/dataset-places';
import type { Section, TrainingProcess } from '../../trainer/training-config';
import { counted, type Hint, hintAt } from './hint';

/** Hints at the paths, resolutions and batch sizes of datasets. */
export function datasetHints(process: TrainingProcess, plan: Plan): readonly Hint[] {
  const own = process.datasets.flatMap((section, index) => {
    const resolutions = plan.datasets.filter((dataset) => dataset.index === index);
    const [first] = resolutions;
    if (!first) return [];
    return [
      ...pathHint(section, first, resolutions),
      ...resolutionHint(section, resolutions),
      ...batchHint(section, resolutions),
    ];
  });
  return [...own, ...trainBatchHint(process, plan)];
}

function pathHint(section: Section, first: PlanDataset, resolutions: readonly PlanDataset[]): Hint[] {
  const { images, captions, repeats, flips, skippedCount } = first;
  const buckets = resolutions.reduce((sum, dataset) => sum + dataset.buckets.length, 0);
  const times = repeats * flips;
  const parts = [
    counted(images, 'image'),
    counted(captions.found, 'caption'),
    buckets > 0 ? counted(buckets, 'bucket') : undefined,
    times > 1 ? `× ${times}` : undefined,
  ];
  const sentences = [
    captions.missing > 0 ? `${counted(captions.missing, 'image')} without a caption.` : '',
    captions.empty > 0 ? `${counted(captions.empty, 'caption')} without text.` : '',
    times > 1 ? `Repeats and flips make ${counted(images * times, 'item')} of them.` : '',
    skippedCount > 0 ? `${counted(skippedCount, 'other file')} in the folder will not be trained.` : '',
    ...resolutions.map(bucketText),
  ];
  return hintAt(datasetPathEntry(section)?.value, 'datasets', parts, sentences.filter(Boolean).join('\n'));
}

/** `1024: 12 × 1344 × 768, 5 × 768 × 1344` */
function bucketText({ resolution, buckets }: PlanDataset): string {
  if (buckets.length === 0) return '';
  const named = buckets.slice(0, 12).map(({ width, height, files }) => `${width} × ${height}: ${files}`);
  const rest = buckets.length > 12 ? `, and ${buckets.length - 12} more buckets` : '';
  return `Buckets at ${resolution}: ${named.join(', ')}${rest}.`;
}

function resolutionHint(section: Section, resolutions: readonly PlanDataset[]): Hint[] {
  const largest = resolutions
    .flatMap(({ buckets }) => buckets)
    .reduce((most, each) => (each.width * each.height > most.width * most.height ? each : most), {
      width: 0,
      height: 0,
    });
  const parts = [
    resolutions.length > 1 ? `each image ${resolutions.length} times per epoch` : undefined,
    largest.width > 0 ? `up to ${largest.width} × ${largest.height}` : undefined,
  ];
  const tooltip = [
    resolutions.length > 1
      ? 'ai-toolkit makes a dataset of its own for each resolution, and every image trains in each of them.'
      : '',
    'ai-toolkit scales an image down to the resolution, never up, and cuts it to multiples of 32 pixels.',
  ];
  return hintAt(section.node('resolution'), 'resolution', parts, tooltip.filter(Boolean).join('\n'));
}

function batchHint(section: Section, resolutions: readonly PlanDataset[]): Hint[] {
  const length = resolutions.reduce((sum, dataset) => sum + dataset.length, 0);
  const isBatched = resolutions.some(({ buckets }) => buckets.length > 0);
  if (!isBatched) return [];
  const text = `${counted(length, 'batch')} of this dataset per epoch`;
  return hintAt(section.node('batch_size'), 'batch', [text, duplicates(resolutions)], paddingText);
}

function trainBatchHint(process: TrainingProcess, { batches, datasets }: Plan): Hint[] {
  if (batches === null) return [];
  const own = datasets.filter(({ reg }) => !reg);
  const text = `${counted(batches, 'batch')} per epoch`;
  return hintAt(process.node('train.batch_size'), 'batch', [text, duplicates(own)], paddingText);
}

const paddingText =
  'Each bucket is divided into batches by itself. ai-toolkit fills a batch that is too short with images of the same bucket, which then train more than once per epoch.';

function duplicates(datasets: readonly PlanDataset[]): string | undefined {
  const padded = datasets.reduce((sum, dataset) => sum + dataset.padded, 0);
  return padded > 0 ? counted(padded, 'duplicate') : undefined;
}
