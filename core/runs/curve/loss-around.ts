/** Steps on each side that the loss around a step is the mean of. A single step's loss says nothing. */
const reach = 25;

/** Losses by step; the first `count` entries of the columns are used, and steps ascend. */
export interface LossesByStep {
  readonly count: number;
  readonly steps: Float64Array;
  readonly losses: Float64Array;
}

/** The mean loss around a step; undefined where no loss near it is a number. */
export function lossAround(losses: LossesByStep, step: number): number | undefined {
  const first = indexOfStep(losses, step - reach);
  const after = indexOfStep(losses, step + reach + 1);
  let sum = 0;
  let count = 0;
  for (let at = first; at < after; at++) {
    const value = losses.losses[at] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}

/** Index of the first step at or after `step`. */
export function indexOfStep({ steps, count }: LossesByStep, step: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
