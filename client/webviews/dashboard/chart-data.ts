import { indexOfStep } from '../../../core/runs/curve/loss-around';
import { smoothCurve } from '../../../core/runs/curve/smooth-curve';
import { thinCurve } from '../../../core/runs/curve/thin-curve';
import { valueRange } from '../../../core/runs/curve/value-range';
import type { RunLosses } from './loss-columns';

/** What the reader of the chart has chosen. It is kept between visits. */
export interface ChartOptions {
  /** 0 (raw) to 100, as ai-toolkit's own slider. */
  readonly smoothing: number;
  readonly raw: boolean;
  readonly rate: boolean;
  readonly log: boolean;
  readonly clip: boolean;
}

export const defaultChartOptions: ChartOptions = {
  smoothing: 80,
  raw: true,
  rate: false,
  log: false,
  clip: true,
};

/** The points of one run that are drawn. `null` is a gap. */
export interface RunTable {
  readonly run: string;
  readonly name: string;
  readonly steps: number[];
  readonly raw: (number | null)[];
  readonly smooth: (number | null)[];
  readonly rate: (number | null)[];
}

/** The smoothed curve of a run. It is kept until its losses or the strength change. */
export interface SmoothedRun {
  readonly losses: RunLosses;
  readonly smoothing: number;
  readonly smooth: Float64Array;
}

export function smoothRun(losses: RunLosses, smoothing: number, before?: SmoothedRun): SmoothedRun {
  if (before?.losses === losses && before.smoothing === smoothing) return before;
  return { losses, smoothing, smooth: smoothCurve(losses.losses.subarray(0, losses.count), smoothing) };
}

/**
 * The points to draw of a run between two steps, at most four a column of pixels, with one beyond each side so that
 * lines leave the chart instead of ending in it.
 */
export function runTable(
  { losses, smooth }: SmoothedRun,
  from: number,
  to: number,
  columns: number,
): RunTable {
  const values = losses.losses.subarray(0, losses.count);
  const first = indexOfStep(losses, from) - 1;
  const after = indexOfStep(losses, to) + 2;
  const chosen = thinCurve(values, first, after, columns);
  const pick = (column: Float64Array): (number | null)[] =>
    Array.from(chosen, (at) => {
      const value = column[at] ?? Number.NaN;
      return Number.isFinite(value) ? value : null;
    });
  return {
    run: losses.run,
    name: losses.name,
    steps: Array.from(chosen, (at) => losses.steps[at] ?? 0),
    raw: pick(losses.losses),
    smooth: pick(smooth),
    rate: pick(losses.rates),
  };
}

/**
 * The range of the loss axis over the given runs, with some room. On a log axis it is above zero.
 */
export function lossRange(
  runs: readonly SmoothedRun[],
  from: number,
  to: number,
  options: ChartOptions,
): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { losses, smooth } of runs) {
    const first = indexOfStep(losses, from);
    const after = Math.max(first, indexOfStep(losses, to + 1));
    const shown = (options.raw ? losses.losses : smooth).subarray(first, after);
    const values = options.log ? shown.filter((value) => value > 0) : shown;
    const range = valueRange(values, options.clip);
    if (range === undefined) continue;
    low = Math.min(low, range.low);
    high = Math.max(high, range.high);
  }
  if (low > high) return options.log ? [0.01, 1] : [0, 1];
  if (options.log) return [low / 1.15, high * 1.15];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

/** What the chart says, in a sentence, for those who do not see it. */
export function chartSummary({ losses, smooth }: SmoothedRun): string {
  const last = losses.count - 1;
  if (last < 0) return 'No losses yet.';
  let lowest = -1;
  for (let at = 0; at <= last; at++) {
    const value = smooth[at] ?? Number.NaN;
    if (Number.isFinite(value) && (lowest < 0 || value < (smooth[lowest] ?? 0))) lowest = at;
  }
  if (lowest < 0) return `${losses.count} steps, and no loss among them is a number.`;
  const text = (value: number | undefined) => (value ?? 0).toPrecision(3);
  const end = Number.isFinite(smooth[last])
    ? `, smoothed ${text(smooth[last])} at step ${losses.steps[last]}`
    : '';
  return `${losses.name}: ${losses.count} steps${end}. The lowest smoothed loss is ${text(smooth[lowest])} at step ${losses.steps[lowest]}.`;
}
