import type { CodeFacts } from '../../syntax/finding';

export const syntaxCode: CodeFacts = {
  code: 'yaml-syntax',
  severity: 'error',
  summary: "The text is not YAML (or JSON) that ai-toolkit's loader can read.",
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],
};

export const unusedSuppressionCode: CodeFacts = {
  code: 'unused-suppression',
  severity: 'hint',
  summary: 'A suppression comment that has no effect.',
};

export const failedCheckCode: CodeFacts = {
  code: 'check-failed',
  severity: 'warning',
  summary: 'A check of this extension failed, so a problem may not be reported.',
};

export const tooLargeCode: CodeFacts = {
  code: 'file-too-large',
  severity: 'warning',
  summary: 'A file of more than 4 million characters, which is not checked.',
};
