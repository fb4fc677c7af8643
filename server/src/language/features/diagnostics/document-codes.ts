import type { Severity } from '../../model/finding';

/** A code that no rule object carries, with what the registry needs of it. */
export interface CodeFacts {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}

export const syntaxCode: CodeFacts = {
  code: 'yaml-syntax',
  severity: 'error',
  summary: "The text is no YAML (or JSON) that ai-toolkit's loader can read.",
};

export const unusedSuppressionCode: CodeFacts = {
  code: 'unused-suppression',
  severity: 'hint',
  summary: 'A suppression comment that silences nothing.',
};
