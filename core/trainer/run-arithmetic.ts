/**
 * A run's steps, saves, samples and epochs as ai-toolkit 0.12.26 counts them. Pure; paths in comments are ai-toolkit's.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** ai-toolkit's defaults for what a config leaves out (toolkit/config_modules.py:25-27, 82, 380, 947). */
export const runDefaults = {
  steps: 1000,
  saveEvery: 1000,
  savesToKeep: 5,
  sampleEvery: 100,
  batchSize: 1,
  resolution: 512,
} as const;

/** Qwen-Image sides are multiples of this, whatever `bucket_tolerance` says (toolkit/data_loader.py:395). */
export const qwenDivisibility = 32;

/** Steps at equal distances; runs may have millions, so they are not listed. */
export interface StepSeries {
  readonly count: number;
  /** Meaningless where `count` is 0. */
  readonly first: number;
  readonly every: number;
}

/**
 * The numbered checkpoints of a run from `start` to `steps`: at each 0-based step that is a multiple of `every`, except
 * the first (jobs/process/BaseSDTrainProcess.py:2554, 2706). The final save without a number is not among them.
 */
export function numberedSaves(steps: number, every: number, start = 0): StepSeries {
  if (!(every > 0)) return { count: 0, first: 0, every };
  const first = (Math.floor(Math.max(0, start) / every) + 1) * every;
  return { count: Math.max(0, Math.ceil((steps - first) / every)), first, every };
}

/** The numbered checkpoints that are deleted so that `keep` are left; 0 keeps all (BaseSDTrainProcess.py:460-469). */
export function deletedSaves(saves: StepSeries, keep: number): StepSeries {
  return { ...saves, count: keep > 0 ? Math.max(0, saves.count - keep) : 0 };
}

/**
 * Rounds of samples within the training loop, from `sample_start_step` on; the baseline and the last round are not among
 * them (jobs/process/BaseSDTrainProcess.py:2555-2559).
 */
export function samplesDuring(steps: number, every: number, startStep = 0): StepSeries {
  const all = numberedSaves(steps, every);
  const skipped = every > 0 ? Math.min(all.count, Math.max(0, Math.ceil(startStep / every) - 1)) : 0;
  return { count: all.count - skipped, first: all.first + skipped * every, every };
}

/** The last step of a series; undefined for an empty one. */
export function lastStep(series: StepSeries): number | undefined {
  return series.count > 0 ? series.first + (series.count - 1) * series.every : undefined;
}

/** Training steps per epoch; one step takes `accumulation` batches (BaseSDTrainProcess.py:2565). */
export function stepsPerEpoch(batches: number, accumulation: number): number {
  return batches / Math.max(1, accumulation);
}

/**
 * The size at which an image is trained (toolkit/buckets.py:17-48): never enlarged beyond its own area, sides multiples
 * of `divisibility`, the nearest area to the wanted one that does not exceed `resolution` squared.
 */
export function bucketOf(image: Size, resolution: number, divisibility: number): Size {
  const total = image.width * image.height;
  const most = resolution * resolution;
  const target = Math.min(total, most);
  const scale = Math.sqrt(target / total);
  const width = (image.width * scale) / divisibility;
  const height = (image.height * scale) / divisibility;
  const candidates = [
    { width: Math.floor(width) * divisibility, height: Math.floor(height) * divisibility },
    { width: Math.floor(width) * divisibility, height: Math.ceil(height) * divisibility },
    { width: Math.ceil(width) * divisibility, height: Math.floor(height) * divisibility },
    { width: Math.ceil(width) * divisibility, height: Math.ceil(height) * divisibility },
  ].filter((size) => size.width > 0 && size.height > 0 && size.width * size.height <= most);
  let best: Size = {
    width: Math.max(divisibility, Math.floor(width) * divisibility),
    height: Math.max(divisibility, Math.floor(height) * divisibility),
  };
  let distance = Number.POSITIVE_INFINITY;
  for (const size of candidates) {
    const own = Math.abs(size.width * size.height - target);
    if (own < distance) [best, distance] = [size, own];
  }
  return best;
}
