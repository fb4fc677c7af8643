import type { Severity } from '../model/finding';

/** A code of the structure checks, with its default severity and one line for lists. */
export interface StructureCode {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}

export const unknownKey: StructureCode = {
  code: 'unknown-key',
  severity: 'warning',
  summary: 'A key that this section never asks for: ai-toolkit ignores it without a word.',
};

export const misplacedKey: StructureCode = {
  code: 'misplaced-key',
  severity: 'warning',
  summary: 'A key that ai-toolkit reads in another section.',
};

export const forkKeys: StructureCode = {
  code: 'fork-keys',
  severity: 'information',
  summary: 'Several unknown keys that belong together: those of a fork, or of another version.',
};

export const keyNotInCheckout: StructureCode = {
  code: 'key-not-in-checkout',
  severity: 'warning',
  summary:
    "A key that the user's own ai-toolkit never asks for, while the version that the schema describes does.",
};

export const unusedKey: StructureCode = {
  code: 'unused-key',
  severity: 'information',
  summary: 'A key that is read and then used by nothing.',
};

export const deprecatedKey: StructureCode = {
  code: 'deprecated-key',
  severity: 'information',
  summary: 'A legacy spelling that has a better one.',
};

export const wrongType: StructureCode = {
  code: 'wrong-type',
  severity: 'error',
  summary: 'A value of a type that ai-toolkit fails on or misreads.',
};

export const unknownValue: StructureCode = {
  code: 'unknown-value',
  severity: 'error',
  summary: 'A value that ai-toolkit does not know: it stops, or silently takes another.',
};

export const missingKey: StructureCode = {
  code: 'missing-key',
  severity: 'error',
  summary: 'A key without which ai-toolkit stops.',
};

/** Every code of the structure checks that needs the schema. */
export const structureCodes: readonly StructureCode[] = [
  deprecatedKey,
  forkKeys,
  keyNotInCheckout,
  misplacedKey,
  missingKey,
  unknownKey,
  unknownValue,
  unusedKey,
  wrongType,
];
