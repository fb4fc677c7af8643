import type { RunLogState, RunPhase } from './log/state';
import { phaseText } from './phase-text';
import { timeLeft } from './time-left';
import { durationText, rateText } from './time-text';

/** A loss that is not a number this often in a row is marked in the status bar. */
const marked = 3;

/** The status bar's text, as `$(play) maya_char 1250/3400 · 2.1 s/it · 1 h 15 min`. */
export function statusText(jobName: string, log: RunLogState): string {
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
    const left = timeLeft(log)?.seconds;
    if (left !== undefined) parts.push(durationText(left));
  }
  return parts.join(' · ');
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

/** A job's name is free text; `$(…)` in it would show an icon and a line break would break the bar. */
export function plainName(name: string): string {
  const plain = name.replace(/\s+/g, ' ').replaceAll('$(', '$ (').trim();
  const letters = [...plain];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : plain;
}
