/** A place in a traceback. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** One exception of a traceback, bounded: at most 4,000 characters of message and 40 frames. */
export interface RaisedException {
  /** As Python prints it, with or without its module: `huggingface_hub.errors.GatedRepoError`. */
  readonly type: string;
  readonly message: string;
  /** Outermost first. A long stack keeps its first 10 and its last 30. */
  readonly frames: readonly Frame[];
  /** How it follows the exception before it: as its consequence, while that one was handled, or not at all. */
  readonly follows: 'cause' | 'context' | undefined;
}

export interface ExceptionReader {
  /** Takes one line that is not a bar; true when it belongs to a traceback. */
  take(line: string): boolean;
  readonly exceptions: readonly RaisedException[];
  reset(): void;
}

const mostExceptions = 24;
const longestMessage = 4000;
const mostMessageLines = 30;

const startPattern = /Traceback \(most recent call last\):\s*$/;
const framePattern = /^ +File "(.+)", line (\d+)(?:, in (.+))?$/;
const raisedPattern = /^([A-Za-z_][\w.]*(?:\.<locals>\.[\w.]+)?)(?:: (.*)|:)?$/;
const causeLine = 'The above exception was the direct cause of the following exception:';
const contextLine = 'During handling of the above exception, another exception occurred:';
/** What ai-toolkit prints right after an exception's message, so that it is not read as its continuation. */
const otherLine =
  /^(?:Error |=+$|#+$|Result:|Running |Loading |Saving |Saved |Could not | {2}- {2}| - \d|Dataset: |\{$|Exception ignored|Error processing)/;

interface Reading {
  exceptions: RaisedException[];
  mode: 'outside' | 'frames' | 'message';
  frames: Frame[];
  follows: RaisedException['follows'];
  messageLines: number;
}

/** Reads Python's tracebacks from a log, line by line, chained and nested ones too. */
export function createExceptionReader(): ExceptionReader {
  const reading: Reading = {
    exceptions: [],
    mode: 'outside',
    frames: [],
    follows: undefined,
    messageLines: 0,
  };
  return {
    get exceptions() {
      return reading.exceptions;
    },
    reset() {
      reading.exceptions = [];
      reading.mode = 'outside';
      reading.follows = undefined;
    },
    take(line) {
      if (startPattern.test(line)) {
        reading.mode = 'frames';
        reading.frames = [];
        return true;
      }
      if (line === causeLine || line === contextLine) {
        reading.follows = line === causeLine ? 'cause' : 'context';
        reading.mode = 'outside';
        return true;
      }
      if (reading.mode === 'frames') return takeFrame(reading, line);
      return reading.mode === 'message' && takeMessageLine(reading, line);
    },
  };
}

function takeFrame(reading: Reading, line: string): boolean {
  const { frames } = reading;
  const frame = framePattern.exec(line);
  if (frame) {
    frames.push({ file: frame[1] ?? '', line: Number(frame[2]), name: frame[3] ?? '' });
    if (frames.length > 200) frames.splice(10, 1);
    return true;
  }
  if (/^\s/.test(line) || line === '') return true;
  const raised = raisedPattern.exec(line);
  if (raised === null) {
    reading.mode = 'outside';
    return false;
  }
  const [, type = '', message = ''] = raised;
  const exception = { type, message, frames: kept(frames), follows: reading.follows };
  reading.exceptions = [...reading.exceptions.slice(1 - mostExceptions), exception];
  reading.follows = undefined;
  reading.messageLines = 1;
  reading.mode = 'message';
  return true;
}

/** Whether a line continues the message of the newest exception. */
function takeMessageLine(reading: Reading, line: string): boolean {
  if (line === '' || reading.messageLines >= mostMessageLines || otherLine.test(line)) {
    reading.mode = 'outside';
    return false;
  }
  const last = reading.exceptions.at(-1);
  if (last === undefined) return true;
  reading.messageLines += 1;
  const message = `${last.message}\n${line}`.slice(0, longestMessage);
  reading.exceptions = [...reading.exceptions.slice(0, -1), { ...last, message }];
  return true;
}

function kept(frames: readonly Frame[]): Frame[] {
  return frames.length <= 40 ? [...frames] : [...frames.slice(0, 10), ...frames.slice(-30)];
}

/**
 * The exceptions that explain a failure, the outermost first: the one whose message is the error's, with those it followed
 * from. Without an error line, those of the last traceback.
 */
export function chainOf(
  exceptions: readonly RaisedException[],
  error: string | undefined,
): readonly RaisedException[] {
  const firstLine = error?.split('\n', 1)[0]?.trim() ?? '';
  const found =
    firstLine === ''
      ? -1
      : exceptions.findLastIndex((one) => one.message.split('\n', 1)[0]?.trim() === firstLine);
  const end = found >= 0 ? found : error === undefined ? exceptions.length - 1 : -1;
  if (end < 0) return exceptionsWithin(exceptions, error);
  let start = end;
  while (start > 0 && exceptions[start]?.follows !== undefined) start -= 1;
  const nested = exceptionsWithin(exceptions, error).filter((one) => exceptions.indexOf(one) < start);
  return [...exceptions.slice(start, end + 1).reverse(), ...nested.reverse()];
}

/** A worker's exception is printed within the message of the one that reports it. */
function exceptionsWithin(
  exceptions: readonly RaisedException[],
  error: string | undefined,
): RaisedException[] {
  const worker = /^Caught (\w+) in/.exec(error ?? '')?.[1];
  return worker === undefined ? [] : exceptions.filter((one) => one.type.endsWith(worker));
}
