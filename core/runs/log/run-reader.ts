import { type BarPaint, findBar } from './bars';
import { afterDownloadBar } from './downloads';
import { createDumpReader } from './dump-reader';
import { createExceptionReader } from './exceptions';
import { afterLine } from './lines';
import { afterOtherBar, afterTrainingBar, isTrainingBar } from './paints';
import { quickPaint } from './quick-paint';
import { emptyState, type LossPoint, type RunLogState } from './state';
import { createStepLosses, type StepPaint } from './step-losses';
import { createWaitingPaint, type WaitingPaint } from './waiting-paint';

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

/** What is read so far, and what the next piece needs of it. */
interface Reading {
  readonly jobName: string | undefined;
  readonly decode: Decode;
  readonly exceptions: ReturnType<typeof createExceptionReader>;
  readonly dump: ReturnType<typeof createDumpReader>;
  readonly waiting: WaitingPaint;
  state: RunLogState;
  stepLosses: ReturnType<typeof createStepLosses>;
  /** Lines of the error's message so far; 0 outside of it. */
  errorLines: number;
  /** The label of the training bar, by which its paints are known quickly. */
  prefix: string | undefined;
  lastPaint: StepPaint | undefined;
}

/** The state of one run, line by line and bar by bar; a new start or a second job begins again. */
export function createRunReader(jobName: string | undefined, decode: Decode): RunReader {
  const reading: Reading = {
    jobName,
    decode,
    exceptions: createExceptionReader(),
    dump: createDumpReader(),
    waiting: createWaitingPaint(),
    state: { ...emptyState, jobName },
    stepLosses: createStepLosses(),
    errorLines: 0,
    prefix: undefined,
    lastPaint: undefined,
  };
  return {
    get state() {
      settle(reading);
      return reading.state;
    },
    take(input, start, end, losses) {
      if (takeQuickly(reading, input, start, end, losses)) return;
      settle(reading);
      takePiece(reading, input.slice(start, end), losses);
    },
    takeUnfinished(piece, losses) {
      settle(reading);
      const bar = findBar(decode(piece).replace(ansiPattern, ''));
      if (bar === undefined) return;
      // A bar that is cut, perhaps for good by the terminal's width, has its counts but may still get a loss.
      if (bar.postfix === undefined && isTrainingBar(bar, reading.state.jobName))
        reading.state = afterTrainingBar(reading.state, bar);
      else takeBar(reading, bar, losses);
    },
    takeEmptyLine() {
      settle(reading);
      if (!reading.dump.isInside) takeLine(reading, '');
    },
  };
}

function begin(reading: Reading, earlierJobs: RunLogState['earlierJobs']): void {
  const jobName = earlierJobs.length > 0 ? undefined : reading.jobName;
  reading.state = { ...emptyState, jobName, earlierJobs };
  reading.stepLosses = createStepLosses();
  reading.exceptions.reset();
  reading.prefix = undefined;
  reading.lastPaint = undefined;
  reading.errorLines = 0;
}

/** Brings the state up to the newest paint. Between two lines only the last paint matters, and the pace now and then. */
function settle(reading: Reading): void {
  const paint = reading.waiting.take();
  const bar = paint === undefined ? undefined : findBar(reading.decode(paint));
  if (bar) reading.state = { ...afterTrainingBar(reading.state, bar), losses: reading.stepLosses.summary };
}

function takeQuickly(
  reading: Reading,
  text: string,
  start: number,
  end: number,
  losses: LossPoint[],
): boolean {
  if (reading.prefix === undefined || reading.state.progress === undefined) return false;
  const paint = quickPaint(text, start, end, reading.prefix, reading.lastPaint);
  reading.lastPaint = paint;
  if (paint === undefined) return false;
  reading.errorLines = 0;
  reading.stepLosses.take(paint, losses);
  if (reading.waiting.put(text, start, end) >= mostWaiting) settle(reading);
  return true;
}

function takePiece(reading: Reading, raw: string, losses: LossPoint[]): void {
  const piece = reading.decode(raw);
  const text = piece.includes('\u001b') ? piece.replace(ansiPattern, '') : piece;
  const bar = findBar(text);
  if (bar) {
    takeBar(reading, bar, losses);
    if (bar.label === reading.state.jobName) reading.prefix = labelEnd(raw);
  } else if (takeDownload(reading, text)) return;
  const line = bar ? text.slice(bar.end) : text;
  if (bar === undefined || line.trim() !== '') takeLine(reading, line.trimEnd());
}

function takeBar(reading: Reading, bar: BarPaint, losses: LossPoint[]): void {
  reading.errorLines = 0;
  if (!isTrainingBar(bar, reading.state.jobName)) {
    reading.state = afterOtherBar(reading.state, bar);
    return;
  }
  const before = losses.length;
  reading.stepLosses.take(bar, losses);
  reading.state = afterTrainingBar(reading.state, bar);
  if (losses.length > before) reading.state = { ...reading.state, losses: reading.stepLosses.summary };
}

function takeDownload(reading: Reading, text: string): boolean {
  const { state } = reading;
  // Only before the training: a byte bar later is of no interest, and the look costs time.
  if (state.progress !== undefined || !text.includes('[')) return false;
  const download = afterDownloadBar(state.download, text);
  if (download === undefined) return false;
  const phase = state.phase === 'starting' && state.jobName !== undefined ? 'loading' : state.phase;
  reading.state = { ...state, phase, download };
  return true;
}

function takeErrorLine(reading: Reading, line: string): boolean {
  const { errorLines, state } = reading;
  const ends = errorLines >= mostErrorLines || /^(?:=+$|\{$|#+$|Error running |Traceback )/.test(line);
  if (ends || state.error === undefined) {
    reading.errorLines = 0;
    return false;
  }
  reading.errorLines += 1;
  reading.state = { ...state, error: `${state.error}\n${line}`.slice(0, 8000) };
  return true;
}

function takeLine(reading: Reading, line: string): void {
  if (startPattern.test(line)) {
    begin(reading, []);
    return;
  }
  if (takeDump(reading, line)) return;
  const raised = reading.exceptions.take(line);
  if (raised) reading.state = { ...reading.state, exceptions: reading.exceptions.exceptions };
  if (reading.errorLines > 0 && takeErrorLine(reading, line)) return;
  if (/^(?:Prior )?loss is nan$/i.test(line)) reading.stepLosses.noteNotANumber();
  const hadError = reading.state.error !== undefined;
  // The lines of a traceback are code and messages of libraries, not ai-toolkit's own words.
  reading.state = raised ? withTail(reading.state, line) : afterLine(reading.state, line);
  if (!hadError && reading.state.error !== undefined) reading.errorLines = 1;
}

/** Whether a line belongs to the config that ai-toolkit prints at a start. */
function takeDump(reading: Reading, line: string): boolean {
  const dumped = reading.dump.take(line);
  const { state } = reading;
  if (dumped === 'begins' && hasRun(state)) {
    begin(reading, [...state.earlierJobs.slice(-9), summaryOf(state)]);
  }
  if (typeof dumped === 'object' && dumped.facts !== undefined) {
    reading.state = { ...state, config: dumped.facts };
  }
  return dumped === 'begins' || dumped === 'inside' || typeof dumped === 'object';
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
