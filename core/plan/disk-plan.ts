import { checkpointDownloadBytes } from '../profiles/qwen-sizes';
import { scalarText } from '../syntax/config-node';
import type { DatasetScan, ScannedDataset } from '../trainer/datasets/index';
import type { FileProbe } from '../trainer/file-probe';
import { runDefaults } from '../trainer/run-arithmetic';
import type { TrainingProcess } from '../trainer/training-config';
import type { EffectiveModel } from './effective-model';
import type { PlanDisk, PlanDiskSpace, PlanSchedule } from './plan';

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

/** Where a run writes. */
export interface DiskPlaces {
  readonly jobFolder: string | undefined;
  /** The Hugging Face cache; undefined where it is not known. */
  readonly hubFolder: string | undefined;
  readonly probe: FileProbe;
}

/** Bytes on disk that a run needs, at its peak. */
export async function diskPlan(
  process: TrainingProcess,
  scan: DatasetScan,
  schedule: PlanSchedule,
  model: EffectiveModel,
  places: DiskPlaces,
): Promise<PlanDisk> {
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
  const modelDownload = await downloadBytes(process.nameOrPath, places);
  const inJobFolder = (checkpointsPeak ?? 0) + (optimizer ?? 0) + samples;
  const total = inJobFolder + latentCache + textCache;
  const disks = await disksOf(
    [
      [places.jobFolder, inJobFolder],
      [places.hubFolder, modelDownload ?? 0],
      ...scan.datasets.map((dataset): Need => {
        const isFirst = onePerFolder(scan.datasets).includes(dataset);
        return [
          dataset.folders[0],
          latentBytes(process, dataset) + (isFirst ? textBytes(dataset, model) : 0),
        ];
      }),
    ],
    places.probe,
  );
  return { checkpointsPeak, optimizer, latentCache, textCache, samples, modelDownload, total, disks };
}

/** Most files of a cached model that are looked at. */
const mostBlobs = 2000;

/** What the cache of Hugging Face still lacks of a model; null for one that is not on the Hub. */
async function downloadBytes(
  nameOrPath: string | undefined,
  { hubFolder, probe }: DiskPlaces,
): Promise<number | null> {
  if (nameOrPath === undefined || !isHubId(nameOrPath)) return null;
  if (hubFolder === undefined) return checkpointDownloadBytes;
  const folder = probe.join(hubFolder, `models--${nameOrPath.replace('/', '--')}`, 'blobs');
  const blobs = (await probe.listFolder(folder)) ?? [];
  const present = sum(blobs.slice(0, mostBlobs), ({ size }) => size);
  // Metadata and rounding: a cache that has nearly everything has everything.
  const left = checkpointDownloadBytes - present;
  return left < checkpointDownloadBytes * 0.01 ? 0 : left;
}

type Need = readonly [folder: string | undefined, bytes: number];

async function disksOf(needs: readonly Need[], probe: FileProbe): Promise<readonly PlanDiskSpace[]> {
  const disks = new Map<string, { folders: string[]; needed: number; free: number }>();
  for (const [folder, bytes] of needs) {
    if (folder === undefined || bytes <= 0) continue;
    const space = await probe.freeSpace?.(folder);
    if (!space) continue;
    const known = disks.get(space.disk) ?? { folders: [], needed: 0, free: space.bytes };
    if (!known.folders.includes(folder)) known.folders.push(folder);
    known.needed += bytes;
    disks.set(space.disk, known);
  }
  return [...disks.values()];
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
