import type { DiagnosticOptions } from '../../core/editor/diagnostics';
import type { Severity } from '../../core/syntax/finding';
import type { Breakage } from './break-config';

export type Base = 'image' | 'edit' | 'plus';

/** One mistake, and the finding that must name it, alone. */
export interface WayToBreak {
  readonly name: string;
  /** The examples that can be broken like this. */
  readonly bases: readonly Base[];
  readonly breakage: Breakage;
  readonly code: string;
  readonly severity: Severity;
  readonly options?: Partial<DiagnosticOptions>;
}

const every: readonly Base[] = ['image', 'edit', 'plus'];

/** A row; without `bases` every example can be broken like this. */
export function way(
  name: string,
  breakage: Breakage,
  code: string,
  severity: Severity = 'error',
  bases: readonly Base[] = every,
): WayToBreak {
  return { name, bases, breakage, code, severity };
}
