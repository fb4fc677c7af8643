import type { BarPaint } from './bars';
import { meanSeconds, withPace } from './pace';
import type { RunLogState, RunPhase } from './state';

const mostRounds = 200;

/** Whether a bar is the training's: it has the job's name, or a learning rate after a name that was cut. */
export function isTrainingBar(bar: BarPaint, jobName: string | undefined): boolean {
  if (jobName === undefined) return bar.learningRate !== undefined;
  return (
    bar.label === jobName ||
    (bar.learningRate !== undefined && (bar.label === '' || bar.label.endsWith(jobName)))
  );
}

/** The state after a paint of the training bar. At exit tqdm repaints it without a step; that ends no phase. */
export function afterTrainingBar(state: RunLogState, bar: BarPaint): RunLogState {
  const previous = state.progress;
  const moved = previous === undefined || bar.done !== previous.step;
  const total = bar.total ?? state.config?.steps ?? previous?.total;
  const pace = withPace(state.pace, bar.done, bar.elapsedSeconds);
  const phase = phaseAfter(state, bar.done, total, moved);
  return {
    ...state,
    phase,
    pace,
    saving: phase === 'training' ? false : state.saving,
    subProgress: phase === 'training' ? undefined : state.subProgress,
    skippedByMemoryInARow: bar.loss === undefined ? state.skippedByMemoryInARow : 0,
    progress: {
      step: bar.done,
      total,
      elapsedSeconds: bar.elapsedSeconds,
      remainingSeconds: bar.remainingSeconds,
      secondsPerStep: bar.secondsPerItem ?? previous?.secondsPerStep,
      meanSecondsPerStep: meanSeconds(pace),
      learningRate: bar.learningRate ?? previous?.learningRate,
      loss: bar.loss ?? previous?.loss,
    },
  };
}

function phaseAfter(state: RunLogState, done: number, total: number | undefined, moved: boolean): RunPhase {
  if (state.ended || state.phase === 'finishing') return state.phase;
  if (total !== undefined && done >= total) return 'finishing';
  const isBusy = state.phase === 'saving' || state.phase === 'sampling';
  return !moved && isBusy ? state.phase : 'training';
}

/** The state after a paint of any other bar: a round of samples, caching, loading, a download. */
export function afterOtherBar(state: RunLogState, bar: BarPaint): RunLogState {
  if (bar.total === undefined || state.ended) return state;
  const subProgress = { label: bar.label, done: bar.done, total: bar.total };
  if (bar.label === 'Generating Samples') return afterSampleBar({ ...state, subProgress }, bar);
  if (state.progress !== undefined) return state;
  if (bar.label.startsWith('Caching') || bar.label === 'Generating Controls')
    return { ...state, phase: 'caching', subProgress };
  if (bar.label === 'Attaching quantization') return { ...state, phase: 'quantizing', subProgress };
  // The models of other archs print no line of their own before their first bar.
  const isLoading = /^(?:Loading|Downloading|Fetching|Upgrading)\b|\.safetensors\b/.test(bar.label);
  return isLoading && state.phase === 'starting' && state.jobName !== undefined
    ? { ...state, phase: 'loading', subProgress }
    : { ...state, subProgress };
}

function afterSampleBar(state: RunLogState, bar: BarPaint): RunLogState {
  const phase =
    state.progress === undefined ? 'baseline' : state.phase === 'finishing' ? 'finishing' : 'sampling';
  const next: RunLogState = { ...state, phase, saving: false };
  if (bar.total === undefined || bar.total === 0 || bar.done < bar.total) return next;
  const step = state.progress?.step ?? state.resumedStep ?? 0;
  const others = state.sampleRounds.filter((round) => round.step !== step);
  return {
    ...next,
    sampleRounds: [...others.slice(1 - mostRounds), { step, seconds: bar.elapsedSeconds ?? 0 }],
  };
}
