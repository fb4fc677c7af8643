import type { RunLogState, RunPhase } from './log/state';
import { phaseText } from './phase-text';
import { durationText, rateText } from './time-text';

export interface SamplingPlan {
  /** `sample.sample_every` in steps; learned from the log when it is not given. */
  readonly every?: number;
  /** Whether a round is generated after the last step, as it is unless sampling is disabled. */
  readonly atEnd?: boolean;
}

/** A loss that is not a number this often in a row is marked in the status bar. */
const marked = 3;

/** The status bar's text, as `$(play) maya_char 1250/3400 · 2.1 s/it · 1 h 15 min`. */
export function statusText(jobName: string, log: RunLogState, plan?: SamplingPlan): string {
  const name = plainName(jobName);
  const { progress } = log;
  const isBad = log.losses.notANumberInARow >= marked;
  const parts = [`$(${isBad ? 'warning' : phaseIcons[log.phase]}) ${name}`];
  if (progress) {
    parts[0] += progress.total === undefined ? ` ${progress.step}` : ` ${progress.step}/${progress.total}`;
  }
  if (isBad) parts.push('loss is not a number');
  if (progress === undefined || log.phase !== 'training') parts.push(phaseText(log));
  else {
    const pace = progress.meanSecondsPerStep ?? progress.secondsPerStep;
    if (pace !== undefined) parts.push(rateText(pace));
    const left = secondsLeft(log, plan);
    if (left !== undefined) parts.push(durationText(left));
  }
  return parts.join(' · ');
}

/**
 * Seconds of wall clock to the end, by the mean pace of the last minutes. The bar's own estimate leaves out sampling, so the
 * rounds still to come are added at the length of the last one, where the log has shown one.
 */
export function secondsLeft(log: RunLogState, plan?: SamplingPlan): number | undefined {
  const { progress, config } = log;
  const pace = progress?.meanSecondsPerStep ?? progress?.secondsPerStep;
  if (progress?.total === undefined || pace === undefined) return undefined;
  const steps = Math.max(0, progress.total - progress.step);
  const training = steps * pace;
  const round = log.sampleRounds.at(-1)?.seconds;
  if (round === undefined) return training;
  const every = plan?.every ?? config?.sampleEvery ?? learnedInterval(log);
  // A round at the last step is not generated in the loop, whose count ends one before it.
  const inLoop =
    every === undefined || every <= 0
      ? 0
      : Math.floor((progress.total - 1) / every) - Math.floor(progress.step / every);
  const atEnd = plan?.atEnd === false || config?.samplePrompts === 0 ? 0 : 1;
  return training + (Math.max(0, inLoop) + atEnd) * round;
}

const phaseIcons: Readonly<Record<RunPhase, string>> = {
  starting: 'sync~spin',
  loading: 'sync~spin',
  quantizing: 'sync~spin',
  network: 'sync~spin',
  dataset: 'sync~spin',
  caching: 'sync~spin',
  baseline: 'sync~spin',
  training: 'play',
  saving: 'save',
  sampling: 'file-media',
  finishing: 'sync~spin',
};

/** The gap between the two last rounds of the loop. */
function learnedInterval(log: RunLogState): number | undefined {
  const [before, last] = log.sampleRounds.slice(-2);
  return before === undefined || last === undefined || last.step <= before.step
    ? undefined
    : last.step - before.step;
}

/** A job's name is free text; `$(…)` in it would show an icon and a line break would break the bar. */
function plainName(name: string): string {
  const plain = name.replace(/\s+/g, ' ').replaceAll('$(', '$ (').trim();
  const letters = [...plain];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : plain;
}
