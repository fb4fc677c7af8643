export interface BarReading {
  readonly step: number;
  /** The bar's own clock, which leaves out saving and sampling. */
  readonly elapsedSeconds: number;
}

/** Seconds of training that a speed is the mean of. tqdm's own rate jumps with every slow step. */
const windowSeconds = 300;
const mostReadings = 600;

/** Adds a reading of the training bar; a bar that went back belongs to a new start. */
export function addReading(readings: readonly BarReading[], next: BarReading): readonly BarReading[] {
  const last = readings.at(-1);
  if (last === undefined) return [next];
  if (next.step < last.step || next.elapsedSeconds < last.elapsedSeconds) return [next];
  if (next.step === last.step) return readings;
  return [...readings.slice(1 - mostReadings), next];
}

/** Seconds per step over the last five minutes of training; undefined while two readings are not there. */
export function meanSpeed(readings: readonly BarReading[]): number | undefined {
  const last = readings.at(-1);
  if (last === undefined) return undefined;
  const first = readings.find(({ elapsedSeconds }) => last.elapsedSeconds - elapsedSeconds <= windowSeconds);
  if (first === undefined || first.step === last.step) return undefined;
  return (last.elapsedSeconds - first.elapsedSeconds) / (last.step - first.step);
}
