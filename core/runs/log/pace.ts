/** Points of a run's pace, oldest first: the step and the bar's clock in seconds, which leaves out saving and sampling. */
export type Pace = readonly { readonly step: number; readonly seconds: number }[];

const windowSeconds = 300;
const spacingSeconds = 5;
const leastSeconds = 30;

/** The pace with one more point; points closer than five seconds and older than five minutes are left out. */
export function withPace(pace: Pace, step: number, seconds: number | undefined): Pace {
  if (seconds === undefined) return pace;
  const last = pace.at(-1);
  if (last === undefined || seconds < last.seconds || step < last.step) return [{ step, seconds }];
  if (seconds - last.seconds < spacingSeconds) return pace;
  return [...pace.filter((point) => seconds - point.seconds <= windowSeconds), { step, seconds }];
}

/** Seconds per step over the pace; undefined until it spans half a minute and a step. */
export function meanSeconds(pace: Pace): number | undefined {
  const [first, last] = [pace[0], pace.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [seconds, steps] = [last.seconds - first.seconds, last.step - first.step];
  return seconds < leastSeconds || steps <= 0 ? undefined : seconds / steps;
}
