/** A stretch in which the loss was far above what it was before. Steps are those of the curve. */
export interface LossSpike {
  readonly firstStep: number;
  readonly lastStep: number;
  /** The highest block's median, and the level before the spike. */
  readonly height: number;
  readonly level: number;
}

/** Steps of one block. The loss of a single step depends on its random timestep and says nothing. */
const blockSteps = 10;
/** Blocks before one that it is compared with. */
const levelBlocks = 20;
const fewestBlocks = 8;
/** Scaled median deviations and factor above the level that make a spike; both have to be exceeded. */
const deviations = 6;
const factor = 1.5;
const mostSpikes = 50;

/**
 * Finds spikes in a noisy loss. The curve is cut into blocks of 10 steps, each of which counts as its median. A block is
 * a spike when it exceeds the median of the 20 blocks before it by 6 median absolute deviations (scaled to a standard
 * deviation) and by half. Blocks of a spike do not raise the level of those after it; a loss that stays high for 20
 * blocks is a new level.
 *
 * @param steps ascending
 * @param losses NaN is left out
 */
export function findLossSpikes(steps: Float64Array, losses: Float64Array): readonly LossSpike[] {
  const spikes: LossSpike[] = [];
  let before: number[] = [];
  let inSpike: number[] = [];
  for (let start = 0; start + blockSteps <= steps.length && spikes.length < mostSpikes; start += blockSteps) {
    const block = [...losses.subarray(start, start + blockSteps)].filter(Number.isFinite);
    if (block.length < blockSteps / 2) continue;
    const value = median(block);
    const level = before.length < fewestBlocks ? undefined : threshold(before);
    if (level === undefined || value <= level.limit) {
      before = [...before.slice(1 - levelBlocks), value];
      inSpike = [];
      continue;
    }
    const place = { firstStep: steps[start] ?? 0, lastStep: steps[start + blockSteps - 1] ?? 0 };
    const last = spikes.at(-1);
    if (last !== undefined && inSpike.length > 0) {
      spikes[spikes.length - 1] = { ...last, lastStep: place.lastStep, height: Math.max(last.height, value) };
    } else spikes.push({ ...place, height: value, level: level.middle });
    inSpike.push(value);
    if (inSpike.length >= levelBlocks) {
      before = inSpike;
      inSpike = [];
    }
  }
  return spikes;
}

function threshold(values: readonly number[]): { readonly middle: number; readonly limit: number } {
  const middle = median(values);
  const spread = median(values.map((value) => Math.abs(value - middle)));
  return { middle, limit: Math.max(middle + deviations * 1.4826 * spread, middle * factor) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
