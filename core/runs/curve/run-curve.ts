import type { LossPoint } from '../log/state';

/** The losses of a run over all its starts, in columns that grow. Steps ascend; NaN is a loss that is not a number. */
export interface RunCurve {
  readonly count: number;
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  readonly rates: Float64Array;
  /** Steps at which a start went back to an earlier step, ascending. */
  readonly resumes: readonly number[];
  /**
   * Adds points in the order of the log. A start that resumes goes back to its checkpoint; what was trained after it is lost
   * and is replaced.
   *
   * @returns the index of the first point that is new or replaced
   */
  add(points: readonly LossPoint[]): number;
}

export function createRunCurve(): RunCurve {
  let count = 0;
  let steps = new Float64Array(1024);
  let losses = new Float64Array(1024);
  let rates = new Float64Array(1024);
  let resumes: number[] = [];

  const rewind = (step: number): void => {
    while (count > 0 && (steps[count - 1] ?? 0) >= step) count--;
    resumes = [...resumes.filter((each) => each < step - 1), ...(count > 0 ? [step - 1] : [])];
  };
  const grow = (): void => {
    if (count < steps.length) return;
    const larger = (column: Float64Array) => {
      const next = new Float64Array(column.length * 2);
      next.set(column);
      return next;
    };
    steps = larger(steps);
    losses = larger(losses);
    rates = larger(rates);
  };
  return {
    get count() {
      return count;
    },
    get steps() {
      return steps.subarray(0, count);
    },
    get losses() {
      return losses.subarray(0, count);
    },
    get rates() {
      return rates.subarray(0, count);
    },
    get resumes() {
      return resumes;
    },
    add(points) {
      let first = count;
      for (const { step, loss, learningRate } of points) {
        if (count > 0 && step <= (steps[count - 1] ?? 0)) rewind(step);
        first = Math.min(first, count);
        grow();
        steps[count] = step;
        losses[count] = loss;
        rates[count] = learningRate ?? Number.NaN;
        count++;
      }
      return first;
    },
  };
}
