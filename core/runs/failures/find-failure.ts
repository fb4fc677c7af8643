import type { RaisedException } from '../log/exceptions';
import type { RunPhase } from '../log/state';
import type { KnownFailure } from './known-failure';

/** What a failed run said and where. */
export interface SaidFailure {
  readonly phase: RunPhase;
  /** The text behind `Error running job:`, whole. */
  readonly error: string | undefined;
  /** The exceptions that explain it, the outermost first. */
  readonly chain: readonly RaisedException[];
  /** The last lines of the output, looked at only where there is neither an error nor an exception. */
  readonly lastLines: string;
  readonly arch: string | undefined;
  /** A checkpoint of the job was being loaded. */
  readonly isResuming: boolean;
  /** The file of `pretrained_lora_path` was being loaded. */
  readonly isPretrained: boolean;
  /** The run resumed, and has not done a step since. */
  readonly hasJustResumed: boolean;
}

export interface FoundFailure {
  readonly known: KnownFailure;
  readonly match: RegExpExecArray;
}

/**
 * Finds the failure that a run's words mean: the exact ones in the error, then in the exceptions that led to it, and only then
 * those that say little by themselves.
 */
export function findFailure(said: SaidFailure, table: readonly KnownFailure[]): FoundFailure | undefined {
  const possible = table.filter((known) => fits(known, said));
  const exact = possible.filter((known) => known.vague !== true);
  const vague = possible.filter((known) => known.vague === true);
  const error = said.error === undefined ? [] : [said.error];
  const raised = said.chain.map(({ type, message }) => `${type}: ${message}`);
  const last = error.length + raised.length > 0 ? [] : [said.lastLines];
  return (
    firstMatch(exact, [...error, ...raised.slice(0, 1)]) ??
    firstMatch(exact, raised) ??
    firstMatch(exact, last) ??
    firstMatch(vague, [...error, ...raised])
  );
}

function fits(known: KnownFailure, said: SaidFailure): boolean {
  if (known.phases !== undefined && !known.phases.includes(said.phase)) return false;
  if (known.resuming === true && !said.isResuming) return false;
  if (known.pretrained === true && !said.isPretrained) return false;
  if (known.afterResume === true && !said.hasJustResumed) return false;
  if (known.arch !== undefined && !known.arch.test(said.arch ?? '')) return false;
  const { at } = known;
  return (
    at === undefined ||
    said.chain.some(({ frames }) => frames.some(({ file, name }) => at.test(`${file}:${name}`)))
  );
}

function firstMatch(table: readonly KnownFailure[], texts: readonly string[]): FoundFailure | undefined {
  for (const known of table) {
    for (const text of texts) {
      const match = known.says.exec(text);
      if (match) return { known, match };
    }
  }
  return undefined;
}
