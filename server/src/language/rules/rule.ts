import type { Finding, Severity } from '../model/finding';
import type { TrainingConfig } from '../model/training-config';
import type { UseCase } from '../model/use-case';

export type { UseCase } from '../model/use-case';

/** What a rule may know besides the config. */
export interface RuleContext {
  /** Of the config's own comment, else of the settings. */
  readonly useCase: UseCase;
  /** Whether an environment variable is set; undefined where the environment is not the trainer's. */
  readonly hasVariable: ((name: string) => boolean) | undefined;
}

interface RuleFacts {
  /** Kebab-case; the name of the rule's docs page and fixtures. */
  readonly code: string;
  readonly severity: Severity;
  /** One line for lists and the index of the docs. */
  readonly summary: string;
}

/** One domain check. It is synchronous, pure and total: what is missing or ill-typed it skips. */
export interface Rule extends RuleFacts {
  check(config: TrainingConfig, context: RuleContext): Iterable<Finding>;
}

/** A check that must look at the disk. It asks the probe alone and says nothing where the probe cannot tell. */
export interface DiskRule extends RuleFacts {
  checkDisk(config: TrainingConfig, context: RuleContext, probe: FileProbe): AsyncIterable<Finding>;
}

/** The disk as a rule may see it. Paths are as the config writes them; the host resolves them as a launch would. */
export interface FileProbe {
  /** Direct children of a folder; undefined when it does not exist or cannot be read. */
  listFolder(path: string): Promise<readonly ProbedItem[] | undefined>;
  /** Width and height in pixels after EXIF rotation, from the file's header; undefined when it is no readable image. */
  imageSize(path: string): Promise<{ readonly width: number; readonly height: number } | undefined>;
  /** The first `bytes` bytes of a file; undefined when it cannot be read. */
  readHead(path: string, bytes: number): Promise<Uint8Array | undefined>;
  /** Joins path parts in the platform's own form. */
  join(...parts: readonly string[]): string;
}

export interface ProbedItem {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Bytes. */
  readonly size: number;
  /** Last content change, milliseconds since 1970. */
  readonly modified: number;
  /** What Python's os.path.getctime gives: creation on Windows, inode change elsewhere; milliseconds since 1970. */
  readonly created: number;
}
