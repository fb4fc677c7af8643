import { checkpointDownloadBytes } from '../profiles/qwen-sizes';
import { scalarText } from '../syntax/config-node';
import type { DatasetScan, ScannedDataset } from '../trainer/datasets/index';
import { runDefaults } from '../trainer/run-arithmetic';
import type { TrainingProcess } from '../trainer/training-config';
import type { EffectiveModel } from './effective-model';
import type { PlanDisk, PlanSchedule } from './plan';

/** A JPEG sample of one megapixel; recorded ones lie between 0.1 and 0.4 MB. */
const bytesPerSampleMegapixel = 250_000;
/** Header of a cached latent. */
const latentHeader = 432;
/** Bytes of one token's text embedding: 3,584 values at 16 bit and the mask (recorded format, real width). */
const bytesPerToken = 7176;
/** Tokens that the chat template adds to a caption. */
const templateTokens = 5;
/** English captions have about so many characters for one token. */
const charactersPerToken = 4;
/** Vision tokens of a control image: edit encodes it at full size, edit-plus at 384². */
const controlVisionTokens = { qwen_image_edit: 1300, qwen_image_edit_plus: 196 } as const;

/** Bytes on disk that a run needs, at its peak. */
export function diskPlan(
  process: TrainingProcess,
  scan: DatasetScan,
  schedule: PlanSchedule,
  model: EffectiveModel,
): PlanDisk {
  const bytes = schedule.files.map(({ bytes: each }) => each);
  const optimizer = schedule.files.find(({ file }) => file === 'optimizer.pt')?.bytes ?? null;
  const one = bytes[0] ?? null;
  const numbered = schedule.saves.length - 1;
  const keepWritten = process.number('save.max_step_saves_to_keep')?.value ?? runDefaults.savesToKeep;
  // One more than is kept exists while a save is written, and the final file beside them.
  const most = keepWritten > 0 ? Math.min(numbered, keepWritten + 1) : numbered;
  const checkpointsPeak = one === null ? null : one * (most + 1);
  const latentCache = sum(scan.datasets, (dataset) => latentBytes(process, dataset));
  const textCache = sum(onePerFolder(scan.datasets), (dataset) => textBytes(dataset, model));
  const width = process.number('sample.width')?.value ?? 1024;
  const height = process.number('sample.height')?.value ?? 1024;
  const samples = Math.round(
    schedule.samples.length * schedule.samplePrompts * ((width * height) / 1e6) * bytesPerSampleMegapixel,
  );
  const modelDownload = isHubId(process.nameOrPath) ? checkpointDownloadBytes : null;
  const own = (checkpointsPeak ?? 0) + (optimizer ?? 0) + latentCache + textCache + samples;
  return { checkpointsPeak, optimizer, latentCache, textCache, samples, modelDownload, total: own };
}

/** 16 channels at an eighth of the size; one file for each image, geometry and flip. */
function latentBytes(process: TrainingProcess, { settings, buckets, repeats }: ScannedDataset): number {
  if (!settings.cachesLatentsToDisk || !buckets) return 0;
  const dtype = scalarText(process.node('train.dtype')) ?? 'fp32';
  const bytes = /^(?:fp32|float32|float)$/.test(dtype) ? 4 : 2;
  return sum(buckets, ({ width, height, files }) => {
    const one = 16 * Math.floor(width / 8) * Math.floor(height / 8) * bytes + latentHeader;
    return (files / repeats) * one;
  });
}

/** Resolutions of one dataset share their text embeddings. */
function onePerFolder(datasets: readonly ScannedDataset[]): readonly ScannedDataset[] {
  const seen = new Set<number>();
  return datasets.filter(({ settings }) => !seen.has(settings.index) && seen.add(settings.index));
}

function textBytes({ settings, images }: ScannedDataset, model: EffectiveModel): number {
  if (!settings.cachesText) return 0;
  const { arch } = model;
  const isEdit = arch === 'qwen_image_edit' || arch === 'qwen_image_edit_plus';
  const perControl = isEdit ? controlVisionTokens[arch] : 0;
  const dropout = settings.captionDropout > 0;
  return sum(images, (image) => {
    const caption = (image.caption.caption ?? '').length / charactersPerToken + templateTokens;
    const vision = image.controls.length * perControl;
    // edit-plus keeps the control's tokens in the embedding of a dropped caption as well.
    const dropped = dropout ? templateTokens + (arch === 'qwen_image_edit_plus' ? vision : 0) : 0;
    return Math.round((caption + vision + dropped) * bytesPerToken);
  });
}

function isHubId(nameOrPath: string | undefined): boolean {
  return nameOrPath !== undefined && /^[\w.-]+\/[\w.-]+$/.test(nameOrPath);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
