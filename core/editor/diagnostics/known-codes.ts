import { launchCodes } from '../../launch/launch-codes';
import { diskRules, rules } from '../../rules/index';
import { structureCodes } from '../../schema/structure-codes';
import type { CodeFacts } from '../../syntax/finding';
import { failedCheckCode, syntaxCode, tooLargeCode, unusedSuppressionCode } from './document-codes';

const all: readonly CodeFacts[] = [
  syntaxCode,
  unusedSuppressionCode,
  ...structureCodes,
  ...rules,
  ...diskRules,
];

/** Every code that a text can cause, once, for docs, settings and tests. A rule and its part on disk share a code. */
export const knownCodes: readonly CodeFacts[] = [
  ...new Map(all.map((facts) => [facts.code, facts])).values(),
];

/** The codes that no mistake in a text causes: those of the machine before a start, and those that say that a check is missing. */
export const machineCodes: readonly CodeFacts[] = [failedCheckCode, tooLargeCode, ...launchCodes];
