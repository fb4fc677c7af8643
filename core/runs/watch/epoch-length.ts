/** A checkpoint's step and the epoch in its header, which counts how often the data loader had begun again. */
export interface EpochMark {
  readonly step: number;
  readonly epoch: number;
}

/**
 * Steps of one epoch, as far as the checkpoints tell. A loader begins again when the step after the last one of an epoch
 * asks for a batch, so at step s the epoch is ceil(s / length) - 1 or, when the step after it has begun, floor(s / length).
 * Both hold: s / (epoch + 1) <= length <= s / epoch.
 *
 * @returns undefined when the marks tell nothing or contradict each other, as after a change of the dataset
 */
export function epochLength(marks: readonly EpochMark[]): number | undefined {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (const { step, epoch } of marks) {
    low = Math.max(low, step / (epoch + 1));
    if (epoch > 0) high = Math.min(high, step / epoch);
  }
  if (!Number.isFinite(high) || low <= 0 || low > high) return undefined;
  const whole = Math.ceil(low);
  // Between two whole numbers there is none: the marks are of different datasets.
  if (whole > high) return undefined;
  const last = Math.floor(high);
  if (whole === last) return whole;
  // Most people save at the ends of epochs, where several lengths would do: then it is the one that all saves are multiples of.
  const fitting = Array.from(
    { length: Math.min(last - whole + 1, mostLengths) },
    (_, at) => whole + at,
  ).filter((length) => marks.length > 1 && marks.every(({ step }) => step % length === 0));
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined ? only : (low + high) / 2;
}

const mostLengths = 10_000;
