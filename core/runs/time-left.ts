import type { RunLogState } from './log/state';
import type { RunFolder } from './run-folder';

/** What the time to the end of a run is made of. Times are seconds of wall clock. */
export interface TimeLeft {
  readonly seconds: number;
  readonly steps: number;
  readonly secondsPerStep: number;
  /** Sample rounds to come, and the length of one; undefined before one was seen. */
  readonly rounds: number;
  readonly secondsPerRound: number | undefined;
  /** Saves to come, and the time that one takes with what the trainer does around it; undefined before it was seen. */
  readonly saves: number;
  readonly secondsPerSave: number | undefined;
}

/** What is known besides the log. */
export interface TimeLeftFacts {
  /** Seconds per step, where they were measured better than by the log. */
  readonly secondsPerStep?: number | undefined;
  /** The job folder, whose files tell how long a save takes. */
  readonly folder?: RunFolder | undefined;
}

/**
 * The time to the end, by the mean pace of the last minutes. The bar's own clock and estimate leave out sampling and saving, so
 * the rounds and saves to come are added at the length of those that were seen. Undefined before a pace is known.
 */
export function timeLeft(log: RunLogState, facts: TimeLeftFacts = {}): TimeLeft | undefined {
  const { progress, config } = log;
  const secondsPerStep = facts.secondsPerStep ?? progress?.meanSecondsPerStep ?? progress?.secondsPerStep;
  if (progress?.total === undefined || secondsPerStep === undefined) return undefined;
  const { step, total } = progress;
  const steps = Math.max(0, total - step);
  const sampleEvery = config?.sampleEvery ?? learnedInterval(log.sampleRounds, step);
  const saveEvery = config?.saveEvery ?? learnedInterval(log.checkpoints, step);
  const atEnd = config?.samplePrompts === 0 ? 0 : 1;
  const secondsPerRound = log.sampleRounds.at(-1)?.seconds;
  const secondsPerSave = facts.folder === undefined ? undefined : saveSeconds(log, facts.folder);
  const [rounds, saves] = [timesTo(step, total, sampleEvery) + atEnd, timesTo(step, total, saveEvery) + 1];
  return {
    seconds: steps * secondsPerStep + rounds * (secondsPerRound ?? 0) + saves * (secondsPerSave ?? 0),
    steps,
    secondsPerStep,
    rounds,
    secondsPerRound,
    saves,
    secondsPerSave,
  };
}

/** What happens every so many steps within the loop, whose count ends one before the last step. */
function timesTo(step: number, total: number, every: number | undefined): number {
  if (every === undefined || every <= 0) return 0;
  return Math.max(0, Math.floor((total - 1) / every) - Math.floor(step / every));
}

/**
 * The smallest interval of whose multiples none was left out. Rounds that a person asked for in between, or after a resume, stand
 * next to those of the schedule, so the gap between two of them says nothing.
 */
function learnedInterval(
  marks: readonly { readonly step: number | undefined }[],
  step: number,
): number | undefined {
  const steps = marks.flatMap((mark) => (mark.step === undefined ? [] : [mark.step])).sort((a, b) => a - b);
  const seen = new Set(steps);
  const first = steps[0];
  if (first === undefined) return undefined;
  const gaps = steps.slice(1).map((mark, at) => mark - (steps[at] ?? 0));
  const candidates = [...new Set([...gaps, ...steps])].filter((each) => each > 0).sort((a, b) => a - b);
  return candidates.find((every) => {
    const begin = Math.floor(first / every) + 1;
    const count = Math.floor(step / every) - begin + 1;
    if (count < 1 || count > steps.length) return false;
    return Array.from({ length: count }, (_, at) => (begin + at) * every).every((due) => seen.has(due));
  });
}

/** A save that took longer was not a save: the machine slept, or the files were copied. */
const longestSave = 3600;
const mostIntervals = 4;

/**
 * Seconds of a save with what the trainer does around it, which no clock of the log has: what passed between two checkpoints'
 * files beyond the bar's clock and the sample rounds. After a single save, the time from its LoRA to its optimizer.
 */
function saveSeconds(log: RunLogState, folder: RunFolder): number | undefined {
  const saved = log.checkpoints.flatMap(({ path, step, barSeconds }) => {
    const file = folder.checkpoints.find((each) => path.endsWith(each.file));
    return step === undefined || barSeconds === undefined || file === undefined
      ? []
      : [{ step, barSeconds, at: file.modified / 1000 }];
  });
  const pauses = saved.slice(1).flatMap((save, index) => {
    const before = saved[index] ?? save;
    const rounds = log.sampleRounds.filter(({ step }) => step >= before.step && step < save.step);
    const sampled = rounds.reduce((sum, { seconds }) => sum + seconds, 0);
    const pause = save.at - before.at - (save.barSeconds - before.barSeconds) - sampled;
    return pause > -2 && pause < longestSave ? [Math.max(0, pause)] : [];
  });
  const last = pauses.slice(-mostIntervals).sort((one, other) => one - other);
  if (last.length > 0) return last[Math.floor(last.length / 2)];
  const newest = saved.at(-1);
  const optimizer = newest && folder.optimizer && folder.optimizer.modified / 1000 - newest.at;
  return optimizer !== undefined && optimizer >= 0 && optimizer < longestSave ? optimizer : undefined;
}
