import {
  durationText,
  explainRun,
  phaseText,
  type RunState,
  rateText,
  timeLeft,
} from '../../../core/runs/index';

/** Steps between two lines of progress, as a share of all steps. */
const share = 1 / 100;

/** Lines for what changed since the last look: phases, every hundredth of the steps, checkpoints, incidents, and the end. */
export function createChangeLines(): (state: RunState) => readonly string[] {
  let phase = '';
  let step = -1;
  let checkpoints = 0;
  let warnings = 0;
  let ended = false;
  return (state) => {
    const lines: string[] = [];
    if (state.phase !== phase && state.result === 'running') lines.push(phaseText(state.log));
    phase = state.phase;
    const every = Math.max(1, Math.floor((state.total ?? 0) * share));
    if (state.step !== undefined && (step < 0 || state.step >= step + every)) {
      step = state.step;
      lines.push(progressLine(state));
    }
    for (const { step: saved, file } of state.checkpoints.slice(checkpoints)) {
      lines.push(`saved step ${saved}: ${file}`);
    }
    checkpoints = state.checkpoints.length;
    const explained = explainRun(state);
    for (const warning of explained.warnings.slice(warnings)) lines.push(`Note: ${warning}`);
    warnings = explained.warnings.length;
    if (state.result !== 'running' && !ended) {
      ended = true;
      lines.push(explained.message);
      if (explained.remedy !== null) lines.push(`What to do: ${explained.remedy}`);
    }
    return lines;
  };
}

/** `step 250 of 2000 · loss 0.3821 · 5.0 s/it · 2 h 26 min left`. */
export function progressLine({ step, total, log, folder }: RunState): string {
  const { progress } = log;
  const pace = progress?.meanSecondsPerStep ?? progress?.secondsPerStep;
  const left = timeLeft(log, { folder })?.seconds;
  return [
    `step ${step ?? 0}${total === undefined ? '' : ` of ${total}`}`,
    ...(progress?.loss === undefined ? [] : [`loss ${progress.loss.toPrecision(4)}`]),
    ...(pace === undefined ? [] : [rateText(pace)]),
    ...(left === undefined ? [] : [`${durationText(left)} left`]),
  ].join(' · ');
}
