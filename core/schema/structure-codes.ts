import type { CodeFacts } from '../syntax/finding';

export const unknownKey: CodeFacts = {
  code: 'unknown-key',
  severity: 'warning',
  summary: 'A key that this section never asks for: ai-toolkit ignores it without a word.',
};

export const misplacedKey: CodeFacts = {
  code: 'misplaced-key',
  severity: 'warning',
  summary: 'A key that ai-toolkit reads in another section.',
};

export const forkKeys: CodeFacts = {
  code: 'fork-keys',
  severity: 'information',
  summary: 'Several unknown keys that belong together: those of a fork, or of another version.',
};

export const keyNotInCheckout: CodeFacts = {
  code: 'key-not-in-checkout',
  severity: 'warning',
  summary:
    "A key that the user's own ai-toolkit never asks for, while the version that the schema describes does.",
};

export const unusedKey: CodeFacts = {
  code: 'unused-key',
  severity: 'information',
  summary: 'A key that is read and then used by nothing.',
};

export const deprecatedKey: CodeFacts = {
  code: 'deprecated-key',
  severity: 'information',
  summary: 'A legacy spelling that has a better one.',
};

export const wrongType: CodeFacts = {
  code: 'wrong-type',
  severity: 'error',
  summary: 'A value of a type that ai-toolkit fails on or misreads.',
};

export const unknownValue: CodeFacts = {
  code: 'unknown-value',
  severity: 'error',
  summary: 'A value that ai-toolkit does not know: it stops, or silently takes another.',
};

export const missingKey: CodeFacts = {
  code: 'missing-key',
  severity: 'error',
  summary: 'A key without which ai-toolkit stops.',
};

/** Every code of the structure checks that needs the schema. */
export const structureCodes: readonly CodeFacts[] = [
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
