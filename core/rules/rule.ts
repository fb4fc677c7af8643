import type { CodeFacts, Finding } from '../syntax/finding';
import type { ToolkitVersions, VersionRange } from '../toolkit/versions';
import type { DatasetScan } from '../trainer/datasets/index';
import type { Variable } from '../trainer/environment';
import type { FileProbe } from '../trainer/file-probe';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { UseCase } from '../trainer/use-case';

export type { FileProbe, ProbedItem } from '../trainer/file-probe';
export type { UseCase } from '../trainer/use-case';

/** The facts besides the config that a rule may use. */
export interface RuleContext {
  /** From the comment in the config, otherwise from the settings. */
  readonly useCase: UseCase;
  /** The trainer's environment variables; undefined if the environment is not known to be the trainer's. */
  readonly variable: Variable | undefined;
  /** The ai-toolkit versions that may train the config; rules read version differences from here. */
  readonly versions: ToolkitVersions;
  /** The folder in which the config lies, absolute; undefined for a text that is not in a file. */
  readonly configFolder?: string | undefined;
}

/** For which versions of ai-toolkit a rule's finding is true. */
export interface RuleVersions {
  /**
   * The rule runs only if this is true for every version that may train the config. Omitted for a rule that applies to
   * all versions, and for one that reads `context.versions` itself because only its text or parts of it differ.
   */
  readonly versions?: VersionRange;
  /** The rule reads `context.versions` because some of its findings, or their text, differ by version. */
  readonly differsByVersion?: true;
}

/** One domain check: synchronous, pure and total. It skips what is missing or has the wrong type. */
export interface Rule extends CodeFacts, RuleVersions {
  check(config: TrainingConfig, context: RuleContext): Iterable<Finding>;
}

/** What a rule that reads the disk may use besides the probe. */
export interface DiskContext extends RuleContext {
  /** The datasets of a process as ai-toolkit builds them. One scan serves all rules of a pass. */
  scan(process: TrainingProcess): Promise<DatasetScan>;
}

/** A check that reads the disk. It uses only the probe and reports nothing if the probe cannot tell. */
export interface DiskRule extends CodeFacts, RuleVersions {
  checkDisk(config: TrainingConfig, context: DiskContext, probe: FileProbe): AsyncIterable<Finding>;
}
