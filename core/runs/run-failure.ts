import { nearestModel } from '../profiles/nearest-model';
import { laterFailures } from './failures/afterwards';
import { knownExits } from './failures/exits';
import { type FoundFailure, findFailure, type SaidFailure } from './failures/find-failure';
import { knownFailures } from './failures/index';
import type { FailureAction } from './failures/known-failure';
import { chainOf, type RaisedException } from './log/exceptions';
import { createRunLogParser } from './log/run-log';
import type { RunLogState } from './log/state';
import { phaseInWords } from './phase-words';
import { withoutSecrets } from './redact';
import type { RunExit } from './run-exit';
import { exitOf, finalPath, phaseOf } from './run-result';

/** What is known of a run that failed. */
export interface FailureEvidence {
  readonly log: RunLogState;
  readonly exit: RunExit | undefined;
  /** What the terminal showed outside the log: import errors, a crash of the interpreter. */
  readonly console?: string | undefined;
}

export interface Failure {
  /** Stable word for tests and the JSON output; never shown. */
  readonly reason: string;
  /** What happened. */
  readonly message: string;
  /** What to do; empty where nothing that is sure to help is known. */
  readonly remedy: string;
  readonly action: FailureAction;
  /** Where ai-toolkit was: `toolkit/data_loader.py, line 444, in __init__`. */
  readonly place: string | undefined;
}

/** Puts a failure in words: first by what ai-toolkit and its libraries said, then by how the process ended. Pure. */
export function explainFailure(evidence: FailureEvidence): Failure {
  const { log } = evidence;
  const said = saidBy(evidence);
  const place = placeOf(said.chain);
  if (finalPath(log) !== undefined) return { ...afterTraining(log, said), place };
  const found = findFailure(said, knownFailures);
  if (found) return { ...refined(inWords(found, log), log), place };
  const ended = said.error === undefined ? endedBy(evidence) : undefined;
  if (ended) return { ...ended, place };
  const exception = said.error ?? textOf(said.chain[0]);
  if (exception !== undefined) return unknown(exception, place);
  return { ...endedSilently(evidence), place };
}

function saidBy({ log, console }: FailureEvidence): SaidFailure {
  let { error, exceptions, tail } = log;
  if (error === undefined && exceptions.length === 0 && console !== undefined) {
    const parser = createRunLogParser();
    parser.feed(`${console.slice(-20_000)}\n`);
    ({ error, exceptions, tail } = parser.state);
  }
  return {
    phase: phaseOf(log),
    error,
    chain: chainOf(exceptions, error),
    lastLines: tail.slice(-5).join('\n'),
    arch: log.config?.arch,
    isResuming: log.phase === 'network' && log.resumedFrom !== undefined && !log.startsFromPretrained,
    isPretrained: log.phase === 'network' && log.startsFromPretrained,
    hasJustResumed: log.resumedFrom !== undefined && !log.startsFromPretrained && log.losses.count === 0,
  };
}

/** After the final file the training is complete, whatever follows. */
function afterTraining(log: RunLogState, said: SaidFailure): Omit<Failure, 'place'> {
  const found = findFailure(said, laterFailures);
  const isSampling =
    log.subProgress?.label === 'Generating Samples' && log.subProgress.done < log.subProgress.total;
  if (found && (found.known.reason !== 'push-failed' || !isSampling)) return inWords(found, log);
  const exception = said.error ?? textOf(said.chain[0]);
  return {
    reason: isSampling ? 'last-samples-failed' : 'failed-after-training',
    message:
      exception === undefined
        ? isSampling
          ? 'the last samples were not generated to their end.'
          : 'the process ended with an error.'
        : `ai-toolkit reported: ${sentence(exception)}`,
    remedy: '',
    action: 'openFolder',
  };
}

function inWords({ known, match }: FoundFailure, log: RunLogState): Omit<Failure, 'place'> {
  const fill = (text: string): string => {
    const filled = text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      if (/^\d$/.test(name)) return oneLine(match[Number(name)] ?? '');
      if (name === 'model') return oneLine(log.config?.model ?? '');
      if (name === 'resumedFrom') return fileName(log.resumedFrom ?? '');
      const near = name === 'suggestion' ? nearestModel(match[1] ?? '') : undefined;
      return near === undefined ? '' : ` Did you mean ${near}?`;
    });
    // A group that is not there leaves a colon or a space before the full stop.
    return filled
      .replace(/:? *\.(?=\s|$)/g, '.')
      .replace(/ {2,}/g, ' ')
      .trim();
  };
  return {
    reason: known.reason,
    message: withoutSecrets(fill(known.message)),
    remedy: withoutSecrets(fill(known.remedy)),
    action: known.action,
  };
}

/** What the log's other lines add to a failure's own words. */
function refined(failure: Omit<Failure, 'place'>, log: RunLogState): Omit<Failure, 'place'> {
  if (failure.reason === 'no-images' && log.unreadableImages.length > 0) {
    const own = log.exceptions.findLast(
      ({ type, message }) =>
        /^(?:Type|Attribute|Assertion|Value|Key)Error$/.test(type) && !message.startsWith('no images found'),
    );
    if (own !== undefined) {
      return {
        reason: 'bad-value',
        message: `No image could be prepared, because of an option of the dataset: ${sentence(own.message)}`,
        remedy:
          "Look at the options of the dataset, such as 'augmentations' and 'scale'. The images themselves can be read.",
        action: 'openConfig',
      };
    }
    return {
      reason: 'images-unreadable',
      message: `No image of the dataset can be read, for example ${oneLine(log.unreadableImages[0] ?? '')}.`,
      remedy: 'Replace them. Files of a few bytes may be Git LFS pointers: run git lfs pull in that folder.',
      action: 'openConfig',
    };
  }
  if (failure.reason === 'loss-not-a-number' && log.losses.notANumberInARow > 0) {
    const steps = log.losses.notANumberInARow;
    return { ...failure, message: `The loss was not a number for ${steps} steps, and then the run ended.` };
  }
  return failure;
}

function endedBy({ exit, log }: FailureEvidence): Omit<Failure, 'place'> | undefined {
  const { code, signal } = exitOf(log, exit) ?? { code: undefined, signal: undefined };
  const phase = phaseOf(log);
  return knownExits.find(
    ({ codes, signals, phases }) =>
      ((code !== undefined && codes?.includes(code)) ||
        (signal !== undefined && signals?.includes(signal))) &&
      (phases === undefined || phases.includes(phase)),
  );
}

function unknown(exception: string, place: string | undefined): Failure {
  const where = place === undefined ? '' : ` It happened in ${place}.`;
  return {
    reason: 'error',
    message: `ai-toolkit reported: ${sentence(exception)}${where}`,
    remedy: 'This failure is not a known one. Copy the report to ask for help; it contains no secrets.',
    action: 'copyReport',
    place,
  };
}

function endedSilently({ exit, log }: FailureEvidence): Omit<Failure, 'place'> {
  const { code, signal } = exitOf(log, exit) ?? { code: undefined, signal: undefined };
  const how = signal !== undefined ? ` (signal ${signal})` : code !== undefined ? ` (exit code ${code})` : '';
  const when = log.phase === 'starting' ? 'before it began' : `during the phase '${phaseInWords(log.phase)}'`;
  return {
    reason: code === 0 ? 'no-result' : 'silent-end',
    message: `The training ended ${when}${how} without an error message and without a finished LoRA.`,
    remedy: 'It may have been killed, or the computer went down.',
    action: 'openLog',
  };
}

/** The innermost place in ai-toolkit's own files, else the innermost of all. */
function placeOf(chain: readonly RaisedException[]): string | undefined {
  const frames = chain[0]?.frames ?? [];
  const own = frames.findLast(
    ({ file }) => !/[\\/](?:site-packages|lib[\\/]python[\d.]*)[\\/]/i.test(file) && !file.startsWith('<'),
  );
  const frame = own ?? frames.at(-1);
  if (frame === undefined) return undefined;
  const file =
    /(?<=[\\/])(?:jobs|toolkit|extensions_built_in|extensions)[\\/].*$|[^\\/]+$/.exec(frame.file)?.[0] ??
    frame.file;
  return `${file.replaceAll('\\', '/')}, line ${frame.line}, in ${frame.name}`;
}

function textOf(exception: RaisedException | undefined): string | undefined {
  if (exception === undefined) return undefined;
  return exception.message === '' ? exception.type : `${exception.type}: ${exception.message}`;
}

/** One line that ends with a full stop. */
function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

function oneLine(text: string): string {
  const line = withoutSecrets(text.replace(/\s+/g, ' ').trim());
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
