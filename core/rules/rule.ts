import type { CodeFacts, Finding } from '../syntax/finding';
import type { ToolkitVersions, VersionRange } from '../toolkit/versions';
import type { FileProbe } from '../trainer/file-probe';
import type { TrainingConfig } from '../trainer/training-config';
import type { UseCase } from '../trainer/use-case';

export type { FileProbe, ProbedItem } from '../trainer/file-probe';
export type { UseCase } from '../trainer/use-case';

/** What a rule may know besides the config. */
export interface RuleContext {
  /** Of the config's own comment, else of the settings. */
  readonly useCase: UseCase;
  /** Whether an environment variable is set; undefined where the environment is not the trainer's. */
  readonly hasVariable: ((name: string) => boolean) | undefined;
  /** The versions of ai-toolkit that may train the config; what they differ in, a rule asks here. */
  readonly versions: ToolkitVersions;
}

/** For which versions of ai-toolkit a rule's finding is true. */
export interface RuleVersions {
  /**
   * The rule runs only where this holds for every version that may train the config. Left out for a rule that holds for
   * all versions, and for one that asks `context.versions` itself because only its words or parts of it differ.
   */
  readonly versions?: VersionRange;
}

/** One domain check. It is synchronous, pure and total: what is missing or ill-typed it skips. */
export interface Rule extends CodeFacts, RuleVersions {
  check(config: TrainingConfig, context: RuleContext): Iterable<Finding>;
}

/** A check that must look at the disk. It asks the probe alone and says nothing where the probe cannot tell. */
export interface DiskRule extends CodeFacts, RuleVersions {
  checkDisk(config: TrainingConfig, context: RuleContext, probe: FileProbe): AsyncIterable<Finding>;
}
