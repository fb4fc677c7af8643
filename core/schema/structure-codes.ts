import type { CodeFacts } from '../syntax/finding';

export const unknownKey: CodeFacts = {
  code: 'unknown-key',
  severity: 'warning',
  summary: 'A key that this section does not read: ai-toolkit silently ignores it.',
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
  summary: "A key that the user's own ai-toolkit does not read, although another described version does.",
};

export const unusedKey: CodeFacts = {
  code: 'unused-key',
  severity: 'information',
  summary: 'A key that ai-toolkit reads but does not use.',
};

export const deprecatedKey: CodeFacts = {
  code: 'deprecated-key',
  severity: 'information',
  summary: 'An old key that has a newer name.',
};

export const wrongType: CodeFacts = {
  code: 'wrong-type',
  severity: 'error',
  summary: 'A value of a type on which ai-toolkit fails, or that it misreads.',
};

export const unknownValue: CodeFacts = {
  code: 'unknown-value',
  severity: 'error',
  summary: 'A value that ai-toolkit does not know: it stops, or silently uses another.',
};

export const missingKey: CodeFacts = {
  code: 'missing-key',
  severity: 'error',
  summary: 'A missing key without which ai-toolkit stops.',
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
