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
  /**
   * Adds the points, ascending, of steps that are not there yet, as from a second source; what is there stays.
   *
   * @returns the index of the first new point, or `count` when there is none
   */
  fill(points: readonly LossPoint[]): number;
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
  const put = ({ step, loss, learningRate }: LossPoint): void => {
    grow();
    steps[count] = step;
    losses[count] = loss;
    rates[count] = learningRate ?? Number.NaN;
    count++;
  };
  /** Takes the points from an index on away. */
  const cut = (from: number): LossPoint[] => {
    const taken = Array.from({ length: count - from }, (_, at) => ({
      step: steps[from + at] ?? 0,
      loss: losses[from + at] ?? Number.NaN,
      learningRate: rates[from + at],
    }));
    count = from;
    return taken;
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
      for (const point of points) {
        if (count > 0 && point.step <= (steps[count - 1] ?? 0)) rewind(point.step);
        first = Math.min(first, count);
        put(point);
      }
      return first;
    },
    fill(points) {
      const known = new Set(steps.subarray(0, count));
      const missing = points.filter(({ step }) => !known.has(step));
      const [lowest] = missing;
      if (lowest === undefined) return count;
      let first = steps.subarray(0, count).findIndex((step) => step > lowest.step);
      if (first < 0) first = count;
      const after = [...cut(first), ...missing].sort((one, other) => one.step - other.step);
      for (const point of after) put(point);
      return first;
    },
  };
}
