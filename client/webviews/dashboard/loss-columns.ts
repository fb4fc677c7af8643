import type { LossColumns } from '../../../common/dashboard-page';

/** The losses of one run as they have arrived, in columns that grow. */
export interface RunLosses {
  readonly run: string;
  readonly name: string;
  readonly count: number;
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  readonly rates: Float64Array;
}

/**
 * Adds columns that arrived. What lies at or after their place is replaced, since a resumed run rewinds; columns that
 * begin after the end of what is here leave a hole and are refused.
 *
 * @returns undefined when columns between are missing
 */
export function addLosses(before: RunLosses | undefined, columns: LossColumns): RunLosses | undefined {
  const { run, name, from } = columns;
  if (from > (before?.count ?? 0)) return undefined;
  const added = Math.min(columns.steps.length, columns.losses.length, columns.rates.length);
  const count = from + added;
  const grow = (old: Float64Array | undefined, values: Float64Array): Float64Array => {
    const fits = old !== undefined && old.length >= count;
    const column = fits ? old : new Float64Array(Math.max(1024, count * 2));
    if (!fits && old !== undefined) column.set(old.subarray(0, from));
    column.set(values.subarray(0, added), from);
    return column;
  };
  return {
    run,
    name,
    count,
    steps: grow(before?.steps, columns.steps),
    losses: grow(before?.losses, columns.losses),
    rates: grow(before?.rates, columns.rates),
  };
}
