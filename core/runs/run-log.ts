import { type BarPaint, findBar } from './run-log-bars';

export type RunPhase =
  | 'starting'
  | 'loading'
  | 'quantizing'
  | 'caching'
  | 'baseline'
  | 'training'
  | 'saving'
  | 'sampling'
  | 'finishing'
  | 'ended';

export interface RunProgress {
  /** Optimiser steps done: the bar's count, which reaches `total` at the end. */
  readonly step: number;
  /** `train.steps`; absent when a resumed step exceeds it and tqdm drops the total. */
  readonly total: number | undefined;
  /** The bar's own clock and estimate. Both leave out saving and sampling (toolkit/progress_bar.py). */
  readonly elapsedSeconds: number | undefined;
  readonly remainingSeconds: number | undefined;
  readonly secondsPerStep: number | undefined;
  readonly learningRate: number | undefined;
  readonly loss: number | undefined;
}

export interface Checkpoint {
  readonly path: string;
  /** The number in the file's name; absent for the final file. */
  readonly step: number | undefined;
}

export interface SampleRound {
  readonly step: number;
  readonly seconds: number;
}

/** What a log says so far. Times are seconds, steps are counts of optimiser steps. */
export interface RunLogState {
  readonly jobName: string | undefined;
  readonly phase: RunPhase;
  readonly progress: RunProgress | undefined;
  /** Step found in the checkpoint's metadata, and the file, when the run resumed. */
  readonly resumedStep: number | undefined;
  readonly resumedFrom: string | undefined;
  /** The newest checkpoints, at most 50, in the order they were written. */
  readonly checkpoints: readonly Checkpoint[];
  /** From the line that announces a save until the optimiser is written. Interrupting it can spoil the checkpoint. */
  readonly saving: boolean;
  readonly optimizerSaveFailed: boolean;
  /** Images done and wanted of the round that is being drawn, or of the thing that is being cached. */
  readonly subProgress: { readonly done: number; readonly total: number } | undefined;
  readonly sampleRounds: readonly SampleRound[];
  readonly skippedByMemory: number;
  readonly nanLosses: number;
  readonly failedQuantizations: number;
  /** The first `Error running job:` text; a config that fails to load prints a second, meaningless one. */
  readonly error: string | undefined;
  /** The run was stopped on request: Ctrl-C, an interrupt, or the control channel. */
  readonly stopped: boolean;
  /** The last lines that are no bars and no part of the config's dump, which may hold secrets. At most 40. */
  readonly tail: readonly string[];
}

/** One loss, once per step: the step it belongs to, counted from one. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number | undefined;
}

export interface RunLogParser {
  readonly state: RunLogState;
  /** Takes the next piece of output, cut anywhere; returns the losses that are new in it. */
  feed(text: string): readonly LossPoint[];
}

/**
 * Reads ai-toolkit's output as it grows: repainted bars, prints glued to bars, lines cut by a terminal's width, colours.
 * A line `Running N jobs` begins a new run in an appended log, so the state is always the last run's.
 * `jobName` tells the training bar from others before the log names the job itself.
 */
export function createRunLogParser(jobName?: string): RunLogParser {
  let state: RunLogState = { ...emptyState, jobName };
  let rest = '';
  let lastPostfix: string | undefined;
  let inDump = false;

  const takeBar = (bar: BarPaint, losses: LossPoint[]): void => {
    if (isTrainingBar(bar, state.jobName)) {
      const previous = state.progress;
      if (bar.loss !== undefined && bar.postfix !== lastPostfix) {
        // The first of a step's two paints still shows the count before it.
        lastPostfix = bar.postfix;
        losses.push({ step: bar.done + 1, loss: bar.loss, learningRate: bar.learningRate });
      }
      const moved = previous === undefined || bar.done !== previous.step;
      // At exit tqdm repaints the bar without a step; that ends neither a save nor the run's end.
      const phase = state.phase === 'ended' || (!moved && isBusy(state)) ? state.phase : 'training';
      state = {
        ...state,
        phase,
        saving: phase === 'training' ? false : state.saving,
        subProgress: phase === 'training' ? undefined : state.subProgress,
        progress: {
          step: bar.done,
          total: bar.total,
          elapsedSeconds: bar.elapsedSeconds,
          remainingSeconds: bar.remainingSeconds,
          secondsPerStep: bar.secondsPerItem ?? previous?.secondsPerStep,
          learningRate: bar.learningRate ?? previous?.learningRate,
          loss: bar.loss ?? previous?.loss,
        },
      };
      return;
    }
    state = afterOtherBar(state, bar);
  };

  const takeLine = (line: string): void => {
    if (/^Running \d+ jobs?$/.test(line)) {
      state = { ...emptyState, jobName };
      lastPostfix = undefined;
      inDump = false;
      return;
    }
    if (line === '{' && state.phase === 'starting') inDump = true;
    if (!inDump) state = afterLine(state, line);
    if (line === '}') inDump = false;
  };

  const takeSegment = (segment: string, complete: boolean, losses: LossPoint[]): void => {
    const text = segment.replace(ansiPattern, '');
    const bar = findBar(text);
    if (bar) takeBar(bar, losses);
    const line = bar ? text.slice(bar.end) : text;
    if (complete && (bar === undefined || line.trim() !== '')) takeLine(line.trimEnd());
  };

  return {
    get state() {
      return state;
    },
    feed(text) {
      const losses: LossPoint[] = [];
      const segments = (rest + text).split(/[\r\n]/);
      rest = (segments.pop() ?? '').slice(-longestLine);
      for (const segment of segments) if (segment !== '') takeSegment(segment, true, losses);
      // A bar has no end of line until its next paint; seeing it twice changes nothing.
      if (rest.includes(']')) takeSegment(rest, false, losses);
      return losses;
    },
  };
}

const longestLine = 65_536;
const longestTail = 40;
const mostCheckpoints = 50;

const emptyState: RunLogState = {
  jobName: undefined,
  phase: 'starting',
  progress: undefined,
  resumedStep: undefined,
  resumedFrom: undefined,
  checkpoints: [],
  saving: false,
  optimizerSaveFailed: false,
  subProgress: undefined,
  sampleRounds: [],
  skippedByMemory: 0,
  nanLosses: 0,
  failedQuantizations: 0,
  error: undefined,
  stopped: false,
  tail: [],
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character.
const ansiPattern = /\u001b\[[0-9;?]*[A-Za-z]/g;

function isTrainingBar(bar: BarPaint, jobName: string | undefined): boolean {
  if (jobName !== undefined)
    return (
      bar.label === jobName ||
      (bar.learningRate !== undefined && (bar.label === '' || bar.label.endsWith(jobName)))
    );
  return bar.learningRate !== undefined;
}

function isBusy(state: RunLogState): boolean {
  return state.phase === 'saving' || state.phase === 'sampling' || state.phase === 'finishing';
}

function afterOtherBar(state: RunLogState, bar: BarPaint): RunLogState {
  if (bar.total === undefined || state.phase === 'ended') return state;
  const subProgress = { done: bar.done, total: bar.total };
  if (bar.label === 'Generating Samples') {
    const phase = state.progress === undefined ? 'baseline' : 'sampling';
    const next: RunLogState = { ...state, phase, saving: false, subProgress };
    if (bar.done < bar.total || bar.elapsedSeconds === undefined) return next;
    const step = state.progress?.step ?? state.resumedStep ?? 0;
    const others = state.sampleRounds.filter((round) => round.step !== step);
    return { ...next, sampleRounds: [...others.slice(-19), { step, seconds: bar.elapsedSeconds }] };
  }
  if (state.progress !== undefined) return state;
  if (bar.label.startsWith('Caching') || bar.label === 'Generating Controls')
    return { ...state, phase: 'caching', subProgress };
  if (bar.label === 'Attaching quantization') return { ...state, phase: 'quantizing', subProgress };
  return { ...state, subProgress };
}

/** Lines that begin a phase before the first step, in ai-toolkit's own words (qwen_image.py, data_loader.py, SDTrainer.py). */
const openingPhases: readonly (readonly [RegExp, RunPhase])[] = [
  [/^(?:Quantizing | - quantizing)/, 'quantizing'],
  [
    /^(?:Loading (?!from |optimizer)|Moving transformer|Text Encoder$|Making pipe|Preparing Model|Model Loaded)/,
    'loading',
  ],
  [/^(?:create LoRA |enable LoRA|#### IMPORTANT RESUMING|Loading from |Loading optimizer)/, 'loading'],
  [/^(?:Dataset: |Bucket sizes for |Caching |Generating controls for )/, 'caching'],
  [/^Generating (?:first sample from|baseline samples)/, 'baseline'],
];

function afterLine(state: RunLogState, line: string): RunLogState {
  const read = readLine(state, line);
  const next = read === state && state.progress === undefined ? openPhase(state, line) : read;
  if (line.trim() === '') return next;
  return { ...next, tail: [...next.tail, line].slice(-longestTail) };
}

function openPhase(state: RunLogState, line: string): RunLogState {
  if (state.phase === 'ended') return state;
  const phase = openingPhases.find(([pattern]) => pattern.test(line))?.[1];
  return phase === undefined ? state : { ...state, phase, subProgress: undefined };
}

function readLine(state: RunLogState, line: string): RunLogState {
  const job = after(line, '# Running job: ');
  if (job !== undefined && state.jobName === undefined) return { ...state, jobName: job };

  const error = after(line, 'Error running job: ');
  if (error !== undefined) {
    const stopped = error === 'Job stopped' || error === 'Job returning to queue';
    if (stopped) return { ...state, phase: 'ended', saving: false, stopped: true };
    return { ...state, phase: 'ended', saving: false, error: state.error ?? error };
  }
  if (line === 'Job stopped' || /Stop signal received; terminating process/.test(line)) {
    return { ...state, phase: 'ended', saving: false, stopped: true };
  }

  if (/^(?:Saving|Sampling) at step \d+$/.test(line)) {
    const saving = line.startsWith('Saving');
    return { ...state, phase: saving ? 'saving' : 'sampling', saving, subProgress: undefined };
  }
  const saved = after(line, 'Saved checkpoint to ');
  if (saved !== undefined) {
    const step = /_(\d{9,})\.(?:safetensors|pt)$/.exec(saved)?.[1];
    const checkpoint = { path: saved, step: step === undefined ? undefined : Number(step) };
    const phase = step === undefined ? 'finishing' : 'saving';
    return {
      ...state,
      phase,
      saving: true,
      checkpoints: [...state.checkpoints, checkpoint].slice(-mostCheckpoints),
    };
  }
  if (line.startsWith('Saved optimizer to ')) return { ...state, saving: false, optimizerSaveFailed: false };
  if (line === 'Could not save optimizer') return { ...state, saving: false, optimizerSaveFailed: true };

  const resumed = /^#### IMPORTANT RESUMING FROM (.+) ####$/.exec(line)?.[1];
  if (resumed !== undefined) return { ...state, phase: 'loading', resumedFrom: resumed };
  const found = /^Found step (\d+) in metadata/.exec(line)?.[1];
  if (found !== undefined) return { ...state, resumedStep: Number(found) };

  if (/^# OOM during training step, skipping batch/.test(line))
    return { ...state, skippedByMemory: state.skippedByMemory + 1 };
  if (/^(?:loss|Prior loss) is nan$/.test(line)) return { ...state, nanLosses: state.nanLosses + 1 };
  if (line.startsWith('Failed to quantize '))
    return { ...state, failedQuantizations: state.failedQuantizations + 1 };
  return state;
}

function after(line: string, start: string): string | undefined {
  return line.startsWith(start) ? line.slice(start.length) : undefined;
}
