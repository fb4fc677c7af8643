import { createRunLogParser, judgeRun, type RunLogState } from '../runs/index';
import type { ConfigDocument } from '../syntax/config-document';
import { createEventStream, type RehearsalEvent, type RehearsalOutput } from './event-stream';
import { createPhaseClock, type PhaseTime } from './phase-times';
import { pointAtConfig } from './point-at-config';
import type { RehearsalFailure } from './result';

export interface ReaderOptions {
  /** The user's config, which failures point into. */
  readonly document: ConfigDocument;
  /** Absolute folder of ai-toolkit. */
  readonly toolkit: string;
  /** Temporary paths and what the user calls them, the longest first. */
  readonly names: readonly { readonly temporary: string; readonly real: string }[];
}

/** How a rehearsal's process ended. */
export interface RehearsalExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Set where we ended it, with the reason in words. */
  readonly stopped?: 'canceled' | 'timeout';
}

export interface RehearsalReading {
  readonly phases: readonly PhaseTime[];
  readonly failure: RehearsalFailure | undefined;
  readonly impossible: string | undefined;
  readonly warnings: readonly string[];
  readonly output: RehearsalOutput;
  readonly versions: Readonly<Record<string, string>>;
  readonly device: 'cpu' | 'cuda' | undefined;
}

export interface RehearsalReader {
  /** `preparing`, a phase of the run reader, or `resuming`. */
  readonly phase: string;
  readonly device: 'cpu' | 'cuda' | undefined;
  /** Takes the next piece of the program's output. `now` in milliseconds. */
  feed(text: string, now: number): void;
  /** What is known when the process is over. */
  end(exit: RehearsalExit, now: number): RehearsalReading;
}

/** Characters of one start's output that a failure is read from. */
const longestTail = 200_000;

/** What the output has told so far. */
interface Told {
  parser: ReturnType<typeof createRunLogParser>;
  /** The number of the start that runs, from 1; 0 before the first. */
  start: number;
  /** The end of that start's output. */
  tail: string;
  ended: { readonly start: number; readonly code: number } | undefined;
  impossible: string | undefined;
  device: 'cpu' | 'cuda' | undefined;
  versions: Readonly<Record<string, string>>;
  output: RehearsalOutput;
  readonly warnings: Set<string>;
}

/** Reads a rehearsal's output as it grows: phases with their times, and the failure as a real run's reader explains it. */
export function createRehearsalReader(options: ReaderOptions, startedAt: number): RehearsalReader {
  const split = createEventStream();
  const clock = createPhaseClock('preparing', startedAt);
  const told: Told = {
    parser: createRunLogParser(),
    start: 0,
    tail: '',
    ended: undefined,
    impossible: undefined,
    device: undefined,
    versions: {},
    output: { checkpoints: [], samples: [], loraKeys: 0 },
    warnings: new Set(),
  };
  return {
    get phase() {
      return clock.phase;
    },
    get device() {
      return told.device;
    },
    feed(text, now) {
      for (const part of split(text)) {
        if ('said' in part) {
          take(told, part.said, startedAt);
          if (part.said.event === 'start') clock.enter(told.start > 1 ? 'resuming' : 'starting', now);
          continue;
        }
        told.tail = (told.tail + part.text).slice(-longestTail);
        for (const piece of part.text.split(/(?<=[\r\n])/)) {
          told.parser.feed(piece);
          if (told.start === 1) clock.enter(told.parser.state.phase, now);
        }
      }
    },
    end(exit, now) {
      const { impossible, warnings, output, versions, device } = told;
      const failed = exit.code !== 0 || exit.stopped !== undefined || impossible !== undefined;
      const phase = clock.phase;
      const phases = clock.end(now, exit.stopped ? 'stopped' : failed ? 'failed' : 'passed');
      const isExplained = failed && impossible === undefined && exit.stopped === undefined;
      const failure = isExplained ? explain(options, told, exit, phase) : undefined;
      return { phases, failure, impossible, warnings: [...warnings], output, versions, device };
    },
  };
}

function take(told: Told, said: RehearsalEvent, startedAt: number): void {
  if (said.event === 'device') Object.assign(told, { device: said.device, versions: said.versions });
  else if (said.event === 'impossible') told.impossible = said.message;
  else if (said.event === 'output') told.output = said.output;
  else if (said.event === 'end') {
    told.ended = said;
    for (const warning of warningsOf(told.parser.state, said.code, startedAt)) told.warnings.add(warning);
  } else if (said.event === 'start') {
    told.start = said.start;
    told.parser = createRunLogParser();
    told.tail = '';
  }
}

function explain(
  options: ReaderOptions,
  { parser: { state: log }, tail, ended, start }: Told,
  exit: RehearsalExit,
  phase: string,
): RehearsalFailure {
  const own = ended?.start === start ? ended.code : exit.code;
  // Python gives a signal as a negative code; a shell, and our reader, as 128 more than its number.
  const code = own !== undefined && own < 0 ? 128 - own : own;
  const evidence = {
    log,
    exitCode: code,
    signal: exit.signal,
    startedAt: 0,
    finalFile: undefined,
    console: tail,
  };
  const outcome = judgeRun(evidence);
  const real = (text: string): string => named(text, options);
  const raised = log.exceptions.at(-1);
  const said = raised && real(`${raised.type}: ${raised.message}`.replace(/: $/, ''));
  const files = log.exceptions.flatMap(({ frames }) => frames.map(({ file }) => file));
  const clues = { exception: said ?? real(log.error ?? ''), files };
  const place = pointAtConfig(options.document, clues);
  const words =
    outcome.kind === 'failed'
      ? outcome
      : { reason: 'stopped', message: 'ai-toolkit was stopped.', remedy: 'Start the rehearsal again.' };
  return {
    phase,
    reason: words.reason,
    message: real(words.message),
    remedy: real(words.remedy),
    ...(place ? { key: place.key, line: place.line + 1 } : {}),
    exception: said ?? null,
    place: raised ? placeIn(options.toolkit, raised.frames) : null,
  };
}

/** The innermost frame that is ai-toolkit's own: `toolkit/optimizer.py:110 get_optimizer`. */
function placeIn(
  toolkit: string,
  frames: readonly { readonly file: string; readonly line: number; readonly name: string }[],
): string | null {
  const root = toolkit.replace(/[\\/]$/, '');
  const own = frames.findLast(
    ({ file }) => file.startsWith(root) && !/[\\/](?:site-packages|\.?venv)[\\/]/.test(file),
  );
  return own ? `${own.file.slice(root.length + 1).replaceAll('\\', '/')}:${own.line} ${own.name}` : null;
}

/** A message with the user's own paths. */
function named(text: string, { names }: ReaderOptions): string {
  return names.reduce((current, { temporary, real }) => current.replaceAll(temporary, real), text);
}

/** What went wrong on the way without ending a start that finished. */
function warningsOf(log: RunLogState, code: number, startedAt: number): readonly string[] {
  if (code !== 0) return [];
  const finalFile = { path: '', modifiedAt: startedAt };
  const outcome = judgeRun({ log, exitCode: code, startedAt, finalFile });
  return outcome.kind === 'completed' ? outcome.warnings : [];
}
