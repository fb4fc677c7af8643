import { diskRules, rules } from '../rules/index';
import { type CodeFacts, syntaxCode, unusedSuppressionCode } from './document-codes';

/** Every code that can be reported, for docs, settings and tests. */
export const knownCodes: readonly CodeFacts[] = [syntaxCode, unusedSuppressionCode, ...rules, ...diskRules];
