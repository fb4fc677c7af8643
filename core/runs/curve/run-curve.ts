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

interface Columns {
  count: number;
  steps: Float64Array;
  losses: Float64Array;
  rates: Float64Array;
}

export function createRunCurve(): RunCurve {
  const columns: Columns = {
    count: 0,
    steps: new Float64Array(1024),
    losses: new Float64Array(1024),
    rates: new Float64Array(1024),
  };
  let resumes: number[] = [];
  const rewind = (step: number): void => {
    while (columns.count > 0 && lastStep(columns) >= step) columns.count--;
    resumes = [...resumes.filter((each) => each < step - 1), ...(columns.count > 0 ? [step - 1] : [])];
  };
  return {
    get count() {
      return columns.count;
    },
    get steps() {
      return columns.steps.subarray(0, columns.count);
    },
    get losses() {
      return columns.losses.subarray(0, columns.count);
    },
    get rates() {
      return columns.rates.subarray(0, columns.count);
    },
    get resumes() {
      return resumes;
    },
    add(points) {
      let first = columns.count;
      for (const point of points) {
        if (columns.count > 0 && point.step <= lastStep(columns)) rewind(point.step);
        first = Math.min(first, columns.count);
        put(columns, point);
      }
      return first;
    },
    fill(points) {
      const steps = columns.steps.subarray(0, columns.count);
      const known = new Set(steps);
      const missing = points.filter(({ step }) => !known.has(step));
      const [lowest] = missing;
      if (lowest === undefined) return columns.count;
      let first = steps.findIndex((step) => step > lowest.step);
      if (first < 0) first = columns.count;
      const after = [...cut(columns, first), ...missing].sort((one, other) => one.step - other.step);
      for (const point of after) put(columns, point);
      return first;
    },
  };
}

function lastStep({ steps, count }: Columns): number {
  return steps[count - 1] ?? 0;
}

function put(columns: Columns, { step, loss, learningRate }: LossPoint): void {
  if (columns.count === columns.steps.length) {
    columns.steps = doubled(columns.steps);
    columns.losses = doubled(columns.losses);
    columns.rates = doubled(columns.rates);
  }
  columns.steps[columns.count] = step;
  columns.losses[columns.count] = loss;
  columns.rates[columns.count] = learningRate ?? Number.NaN;
  columns.count++;
}

function doubled(column: Float64Array): Float64Array {
  const next = new Float64Array(column.length * 2);
  next.set(column);
  return next;
}

/** Takes the points from an index on away. */
function cut(columns: Columns, from: number): LossPoint[] {
  const { steps, losses, rates, count } = columns;
  columns.count = from;
  return Array.from({ length: count - from }, (_, at) => ({
    step: steps[from + at] ?? 0,
    loss: losses[from + at] ?? Number.NaN,
    learningRate: rates[from + at],
  }));
}
