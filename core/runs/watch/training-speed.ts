import type { RunProgress } from '../log/state';

interface BarReading {
  readonly step: number;
  /** The bar's own clock, which leaves out saving and sampling. */
  readonly elapsedSeconds: number;
}

/** Seconds of training that a speed is the mean of. tqdm's own rate jumps with every slow step. */
const windowSeconds = 300;
const mostReadings = 600;
const mostSpeeds = 1000;

/** How fast a training was, from its bar. */
export interface SpeedHistory {
  /** Takes a new state of the bar; one without a new step changes nothing. */
  add(progress: RunProgress | undefined): void;
  /** Seconds per step, oldest first, as tqdm reckons them. */
  readonly speeds: readonly number[];
  /** Seconds per step over the last five minutes of training; undefined while two readings are not there. */
  readonly mean: number | undefined;
}

export function createSpeedHistory(): SpeedHistory {
  let readings: readonly BarReading[] = [];
  let speeds: readonly number[] = [];
  return {
    add(progress) {
      if (progress?.elapsedSeconds === undefined) return;
      const { step, elapsedSeconds, secondsPerStep } = progress;
      const before = readings;
      readings = addReading(readings, { step, elapsedSeconds });
      if (readings === before || secondsPerStep === undefined) return;
      speeds = [...speeds.slice(1 - mostSpeeds), secondsPerStep];
    },
    get speeds() {
      return speeds;
    },
    get mean() {
      return meanSpeed(readings);
    },
  };
}

/** Adds a reading of the training bar; a bar that went back belongs to a new start. */
function addReading(readings: readonly BarReading[], next: BarReading): readonly BarReading[] {
  const last = readings.at(-1);
  if (last === undefined) return [next];
  if (next.step < last.step || next.elapsedSeconds < last.elapsedSeconds) return [next];
  if (next.step === last.step) return readings;
  return [...readings.slice(1 - mostReadings), next];
}

/** Seconds per step over the last five minutes of training; undefined while two readings are not there. */
function meanSpeed(readings: readonly BarReading[]): number | undefined {
  const last = readings.at(-1);
  if (last === undefined) return undefined;
  const first = readings.find(({ elapsedSeconds }) => last.elapsedSeconds - elapsedSeconds <= windowSeconds);
  if (first === undefined || first.step === last.step) return undefined;
  return (last.elapsedSeconds - first.elapsedSeconds) / (last.step - first.step);
}
