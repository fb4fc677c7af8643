import { relative } from 'node:path';
import type { CodeFacts, ConfigDiagnostic, RefusedFixReport } from '../../../../core/language-service';

/** One checked file. */
export interface LintedFile {
  /** As the user named it; `-` for standard input. */
  readonly path: string;
  /** The text that the diagnostics speak of. */
  readonly text: string;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** The safe fixes that `--fix` did not apply, and why. */
  readonly refused?: readonly RefusedFixReport[];
}

/** An input that could not be checked, with the reason. */
export interface Failure {
  readonly path: string;
  readonly reason: string;
}

/** What every report is written from. */
export interface Report {
  readonly files: readonly LintedFile[];
  readonly failures: readonly Failure[];
  /** The version of this program. */
  readonly version: string;
  readonly codes: readonly CodeFacts[];
  /** The docs page of a code in Markdown; undefined when it cannot be read. */
  page(code: string): string | undefined;
}

/** A path relative to the working directory, with slashes, as services that run in a checkout expect it. */
export function portablePath(path: string): string {
  const shown = relative(process.cwd(), path);
  return (shown.startsWith('..') || shown === '' ? path : shown).replaceAll('\\', '/');
}
