import { type BarPaint, findBar } from './bars';
import { afterDownloadBar } from './downloads';
import { createDumpReader } from './dump-reader';
import { createExceptionReader } from './exceptions';
import { afterLine } from './lines';
import { afterOtherBar, afterTrainingBar, isTrainingBar } from './paints';
import { quickPaint } from './quick-paint';
import { emptyState, type LossPoint, type RunLogState } from './state';
import { createStepLosses, type StepPaint } from './step-losses';

/** Makes text of a piece of a log. */
export type Decode = (piece: string) => string;

/** Reads the pieces of a log, each from `start` to `end` in a text and without the line break after it. */
export interface RunReader {
  readonly state: RunLogState;
  take(text: string, start: number, end: number, losses: LossPoint[]): void;
  /** Looks for a bar in a piece that may still grow. */
  takeUnfinished(piece: string, losses: LossPoint[]): void;
  takeEmptyLine(): void;
}

const mostErrorLines = 30;
const mostWaiting = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colors begin with the escape character.
const ansiPattern = /\u001b\[[0-9;?]*[A-Za-z]/g;
const startPattern = /^Running \d+ jobs?$/;

/** The state of one run, line by line and bar by bar; a new start or a second job begins anew. */
export function createRunReader(jobName: string | undefined, decode: Decode): RunReader {
  let state: RunLogState = { ...emptyState, jobName };
  let stepLosses = createStepLosses();
  const exceptions = createExceptionReader();
  const dump = createDumpReader();
  /** Lines of the error's message so far; 0 outside of it. */
  let errorLines = 0;

  const begin = (earlierJobs: RunLogState['earlierJobs']): void => {
    state = { ...emptyState, jobName: earlierJobs.length > 0 ? undefined : jobName, earlierJobs };
    stepLosses = createStepLosses();
    exceptions.reset();
    prefix = undefined;
    lastPaint = undefined;
    errorLines = 0;
  };

  /** The newest paint of the training bar, which the state does not show yet. */
  let waiting: string | undefined;
  let waitingStart = 0;
  let waitingEnd = 0;
  let waitingPaints = 0;
  let lastPaint: StepPaint | undefined;
  let prefix: string | undefined;

  /** Brings the state up to the newest paint. Between two lines only the last paint matters, and the pace now and then. */
  const settle = (): void => {
    if (waiting === undefined) return;
    const bar = findBar(decode(waiting.slice(waitingStart, waitingEnd)));
    waiting = undefined;
    waitingPaints = 0;
    if (bar) state = { ...afterTrainingBar(state, bar), losses: stepLosses.summary };
  };

  const takeQuickly = (text: string, start: number, end: number, losses: LossPoint[]): boolean => {
    if (prefix === undefined || state.progress === undefined) return false;
    const paint = quickPaint(text, start, end, prefix, lastPaint);
    lastPaint = paint;
    if (paint === undefined) return false;
    errorLines = 0;
    stepLosses.take(paint, losses);
    waiting = text;
    waitingStart = start;
    waitingEnd = end;
    waitingPaints += 1;
    if (waitingPaints >= mostWaiting) settle();
    return true;
  };

  const takeBar = (bar: BarPaint, losses: LossPoint[]): void => {
    errorLines = 0;
    if (!isTrainingBar(bar, state.jobName)) {
      state = afterOtherBar(state, bar);
      return;
    }
    const before = losses.length;
    stepLosses.take(bar, losses);
    state = afterTrainingBar(state, bar);
    if (losses.length > before) state = { ...state, losses: stepLosses.summary };
  };

  const takeDownload = (text: string): boolean => {
    // Only before the training: a byte bar later is of no interest, and the look costs time.
    if (state.progress !== undefined || !text.includes('[')) return false;
    const download = afterDownloadBar(state.download, text);
    if (download === undefined) return false;
    const phase = state.phase === 'starting' && state.jobName !== undefined ? 'loading' : state.phase;
    state = { ...state, phase, download };
    return true;
  };

  const takeErrorLine = (line: string): boolean => {
    const ends = errorLines >= mostErrorLines || /^(?:=+$|\{$|#+$|Error running |Traceback )/.test(line);
    if (ends || state.error === undefined) {
      errorLines = 0;
      return false;
    }
    errorLines += 1;
    state = { ...state, error: `${state.error}\n${line}`.slice(0, 8000) };
    return true;
  };

  const takeLine = (line: string): void => {
    if (startPattern.test(line)) {
      begin([]);
      return;
    }
    const dumped = dump.take(line);
    if (dumped === 'begins' && hasRun(state)) begin([...state.earlierJobs.slice(-9), summaryOf(state)]);
    if (dumped === 'begins' || dumped === 'inside') return;
    if (typeof dumped === 'object') {
      if (dumped.facts !== undefined) state = { ...state, config: dumped.facts };
      return;
    }
    const raised = exceptions.take(line);
    if (raised) state = { ...state, exceptions: exceptions.exceptions };
    if (errorLines > 0 && takeErrorLine(line)) return;
    if (/^(?:Prior )?loss is nan$/i.test(line)) stepLosses.noteNotANumber();
    const hadError = state.error !== undefined;
    // The lines of a traceback are code and messages of libraries, not ai-toolkit's own words.
    state = raised ? withTail(state, line) : afterLine(state, line);
    if (!hadError && state.error !== undefined) errorLines = 1;
  };

  return {
    get state() {
      settle();
      return state;
    },
    take(input, start, end, losses) {
      if (takeQuickly(input, start, end, losses)) return;
      settle();
      const raw = input.slice(start, end);
      const piece = decode(raw);
      const text = piece.includes('\u001b') ? piece.replace(ansiPattern, '') : piece;
      const bar = findBar(text);
      if (bar) {
        takeBar(bar, losses);
        prefix = bar.label === state.jobName ? labelEnd(raw) : prefix;
      } else if (takeDownload(text)) return;
      const line = bar ? text.slice(bar.end) : text;
      if (bar === undefined || line.trim() !== '') takeLine(line.trimEnd());
    },
    takeUnfinished(piece, losses) {
      settle();
      const bar = findBar(decode(piece).replace(ansiPattern, ''));
      if (bar) takeBar(bar, losses);
    },
    takeEmptyLine() {
      settle();
      if (!dump.isInside) takeLine('');
    },
  };
}

function withTail(state: RunLogState, line: string): RunLogState {
  return line.trim() === '' ? state : { ...state, tail: [...state.tail.slice(-39), line.slice(0, 2000)] };
}

/** The label of a bar with its colon, as it stands in the log; undefined when there is none. */
function labelEnd(raw: string): string | undefined {
  return /^(.*:) *\d{1,3}%\|/.exec(raw)?.[1];
}

function hasRun(state: RunLogState): boolean {
  return state.phase !== 'starting' || state.ended;
}

function summaryOf(state: RunLogState): RunLogState['earlierJobs'][number] {
  return {
    job: state.jobName,
    error: state.error,
    finalPath: state.checkpoints.findLast((one) => one.step === undefined)?.path,
  };
}
