/** Types of the package `aitk-lint`; a test holds them against the source. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** How a text is checked. Everything may be left out. */
export interface LintOptions {
  /** `yaml` (default) or `json`. */
  readonly format?: 'yaml' | 'json';
  /** Severity by code; `off` leaves a code out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Which of the guide's ranges apply; `character` by default. */
  readonly useCase?: 'character' | 'style' | 'complex';
  /** The ai-toolkit to check for, such as `0.12.26`; by default what holds for all known versions. */
  readonly toolkitVersion?: string;
}

export interface LintPosition {
  readonly line: number;
  readonly character: number;
}

/** One finding. Lines and characters count from zero, in UTF-16 units; the end is exclusive. */
export interface LintFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: { readonly start: LintPosition; readonly end: LintPosition };
  /** The place in the config, such as `config.process[0].train.lr`. */
  readonly configPath: string;
  readonly fixable: boolean;
}

export interface LintResult {
  /** False for a text that is not an ai-toolkit config; it has no findings then. */
  readonly isConfig: boolean;
  readonly findings: readonly LintFinding[];
  /** The text after every safe fix; the same text when there is none. */
  readonly fixed: string;
}

/** Checks the text of a config. */
export function lint(text: string, options?: LintOptions): LintResult;
