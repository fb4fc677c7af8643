import { diskRules, rules } from '../../rules/index';
import { structureCodes } from '../../schema/structure-codes';
import type { CodeFacts } from '../../syntax/finding';
import { syntaxCode, unusedSuppressionCode } from './document-codes';

const all: readonly CodeFacts[] = [
  syntaxCode,
  unusedSuppressionCode,
  ...structureCodes,
  ...rules,
  ...diskRules,
];

/** Every code that can be reported, once, for docs, settings and tests. A rule and its part on disk share a code. */
export const knownCodes: readonly CodeFacts[] = [
  ...new Map(all.map((facts) => [facts.code, facts])).values(),
];
