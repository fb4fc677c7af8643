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

/** Reads a rehearsal's output as it grows: phases with their times, and the failure as a real run's reader explains it. */
export function createRehearsalReader(options: ReaderOptions, startedAt: number): RehearsalReader {
  const split = createEventStream();
  const clock = createPhaseClock('preparing', startedAt);
  let parser = createRunLogParser();
  let start = 0;
  let tail = '';
  let ended: { start: number; code: number } | undefined;
  let impossible: string | undefined;
  let device: 'cpu' | 'cuda' | undefined;
  let versions: Readonly<Record<string, string>> = {};
  let output: RehearsalOutput = { checkpoints: [], samples: [], loraKeys: 0 };
  const warnings = new Set<string>();

  const take = (said: RehearsalEvent, now: number): void => {
    if (said.event === 'device') ({ device, versions } = said);
    else if (said.event === 'impossible') impossible = said.message;
    else if (said.event === 'output') output = said.output;
    else if (said.event === 'end') {
      ended = said;
      for (const warning of warningsOf(parser.state, said.code, startedAt)) warnings.add(warning);
    } else if (said.event === 'start') {
      start = said.start;
      parser = createRunLogParser();
      tail = '';
      clock.enter(start > 1 ? 'resuming' : 'starting', now);
    }
  };

  return {
    get phase() {
      return clock.phase;
    },
    get device() {
      return device;
    },
    feed(text, now) {
      for (const part of split(text)) {
        if ('said' in part) {
          take(part.said, now);
          continue;
        }
        tail = (tail + part.text).slice(-longestTail);
        for (const piece of part.text.split(/(?<=[\r\n])/)) {
          parser.feed(piece);
          if (start === 1) clock.enter(parser.state.phase, now);
        }
      }
    },
    end(exit, now) {
      const failed = exit.code !== 0 || exit.stopped !== undefined || impossible !== undefined;
      const phase = clock.phase;
      const phases = clock.end(now, exit.stopped ? 'stopped' : failed ? 'failed' : 'passed');
      const failure =
        failed && impossible === undefined && exit.stopped === undefined
          ? explain(
              options,
              parser.state,
              tail,
              { ...exit, code: ended?.start === start ? ended.code : exit.code },
              phase,
            )
          : undefined;
      return { phases, failure, impossible, warnings: [...warnings], output, versions, device };
    },
  };
}

function explain(
  options: ReaderOptions,
  log: RunLogState,
  tail: string,
  exit: RehearsalExit,
  phase: string,
): RehearsalFailure {
  // Python gives a signal as a negative code; a shell, and our reader, as 128 more than its number.
  const code = exit.code !== undefined && exit.code < 0 ? 128 - exit.code : exit.code;
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
