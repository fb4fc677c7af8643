import type { MarkView } from '../../../common/dashboard-page';
import { indexOfStep } from '../../../core/runs/curve/loss-around';
import { shortNumber } from '../shared/format';
import type { SmoothedRun } from './chart-data';

/** The values at a step in a line of text, as they are read beside the cursor. */
export function readoutText(runs: readonly SmoothedRun[], step: number, marks: readonly MarkView[]): string {
  const values = runs.flatMap(({ losses, smooth }) => {
    if (losses.count === 0) return [];
    const at = nearest(losses.steps.subarray(0, losses.count), indexOfStep(losses, step), step);
    const raw = losses.losses[at] ?? Number.NaN;
    const rate = losses.rates[at] ?? Number.NaN;
    const parts = [
      `step ${losses.steps[at]}`,
      Number.isFinite(raw) ? `loss ${raw.toPrecision(4)}` : 'loss is not a number',
      Number.isFinite(smooth[at]) ? `smoothed ${(smooth[at] ?? 0).toPrecision(4)}` : undefined,
      Number.isFinite(rate) ? `lr ${shortNumber(rate)}` : undefined,
    ].filter((part) => part !== undefined);
    return [runs.length > 1 ? `${losses.name}: ${parts.join(', ')}` : parts.join(' · ')];
  });
  return [...values, ...marks.map(({ label }) => label)].join(' · ');
}

function nearest(steps: Float64Array, after: number, step: number): number {
  const next = Math.min(after, steps.length - 1);
  const before = Math.max(0, next - 1);
  return Math.abs((steps[before] ?? 0) - step) < Math.abs((steps[next] ?? 0) - step) ? before : next;
}
