import { indexOfStep, type RunLosses } from './loss-columns';

/** Steps on each side that the loss around a step is the mean of. A single step's loss says nothing. */
const reach = 25;

/** The mean loss around a step; undefined where no loss near it is a number. */
export function lossAround(losses: RunLosses, step: number): number | undefined {
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
