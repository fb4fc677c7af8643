import type { Finding, Severity } from '../model/finding';
import type { TrainingConfig } from '../model/training-config';

/** What a LoRA is for; the guide's ranges differ by it. */
export type UseCase = 'character' | 'style' | 'complex';

/** What a rule may know besides the config. */
export interface RuleContext {
  readonly useCase: UseCase;
}

/** One domain check. It is synchronous, pure and total: what is missing or ill-typed it skips. */
export interface Rule {
  /** Kebab-case; the name of the rule's docs page and fixtures. */
  readonly code: string;
  readonly severity: Severity;
  /** One line for lists and the index of the docs. */
  readonly summary: string;
  check(config: TrainingConfig, context: RuleContext): Iterable<Finding>;
}
