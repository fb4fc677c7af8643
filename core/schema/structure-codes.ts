import type { CodeFacts } from '../syntax/finding';

export const unknownKey: CodeFacts = {
  code: 'unknown-key',
  severity: 'warning',
  summary: 'A key that this section does not read: ai-toolkit silently ignores it.',
  claims: [{ where: 'load', what: 'ignored', seen: 'run' }],
};

export const misplacedKey: CodeFacts = {
  code: 'misplaced-key',
  severity: 'warning',
  summary: 'A key that ai-toolkit reads in another section.',
  claims: [{ where: 'load', what: 'ignored', seen: 'run' }],
};

export const forkKeys: CodeFacts = {
  code: 'fork-keys',
  severity: 'information',
  summary: 'Several unknown keys that belong together: those of a fork, or of another version.',
  claims: [{ where: 'load', what: 'ignored', seen: 'run' }],
};

export const keyNotInCheckout: CodeFacts = {
  code: 'key-not-in-checkout',
  severity: 'warning',
  summary: "A key that the user's own ai-toolkit does not read, although another described version does.",
  claims: [{ where: 'load', what: 'ignored', seen: 'source' }],
};

export const unusedKey: CodeFacts = {
  code: 'unused-key',
  severity: 'information',
  summary: 'A key that ai-toolkit reads but does not use.',
  claims: [{ where: 'load', what: 'ignored', seen: 'run' }],
};

export const deprecatedKey: CodeFacts = {
  code: 'deprecated-key',
  severity: 'information',
  summary: 'An old key that has a newer name.',
  claims: [{ where: 'load', what: 'advice', seen: 'source' }],
};

export const wrongType: CodeFacts = {
  code: 'wrong-type',
  severity: 'error',
  summary: 'A value of a type on which ai-toolkit fails, or that it misreads.',
  claims: [
    { where: 'start', what: 'fails', seen: 'run', of: 'values of the optimizer and the schedule' },
    { where: 'save', what: 'fails', seen: 'run', of: 'values that are read when saving' },
    { where: 'load', what: 'fails', seen: 'run', of: 'types that are read at once' },
    { where: 'step', what: 'fails', seen: 'run', of: 'types that are read late' },
    { where: 'load', what: 'changed', seen: 'run', of: 'text where a boolean is read' },
  ],
};

export const unknownValue: CodeFacts = {
  code: 'unknown-value',
  severity: 'error',
  summary: 'A value that ai-toolkit does not know: it stops, or silently uses another.',
  claims: [
    { where: 'save', what: 'fails', seen: 'run', of: '`save.dtype`' },
    { where: 'load', what: 'fails', seen: 'run' },
    { where: 'start', what: 'fails', seen: 'run' },
    { where: 'load', what: 'ignored', seen: 'run', of: 'values that fall back to the default' },
  ],
};

export const missingKey: CodeFacts = {
  code: 'missing-key',
  severity: 'error',
  summary: 'A missing key without which ai-toolkit stops.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],
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
