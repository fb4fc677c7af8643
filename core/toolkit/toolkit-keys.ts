/** What the ai-toolkit on this machine asks its config for, read from its sources. */
export interface ToolkitKeys {
  /** `VERSION` of its `version.py`. */
  readonly version: string;
  /**
   * Whether it reads a key in a section (named as in the schema: `train`, `dataset`, `process sd_trainer`); undefined where
   * its sources do not tell.
   */
  has(section: string, key: string): boolean | undefined;
  /** The archs that its model classes name; undefined where they were not read. */
  readonly archs?: ReadonlySet<string> | undefined;
  /** What its `optimizer.py` asks a name for; undefined where it was not read. */
  readonly optimizers?: OptimizerNames | undefined;
}

/** The names of optimizers, in lower case as ai-toolkit compares them. */
export interface OptimizerNames {
  readonly names: ReadonlySet<string>;
  /** Any name that begins so is accepted. */
  readonly prefixes: ReadonlySet<string>;
}

/** Whether an optimizer of that name exists, in any case of letters. */
export function knowsOptimizer({ names, prefixes }: OptimizerNames, written: string): boolean {
  const name = written.toLowerCase();
  return names.has(name) || [...prefixes].some((prefix) => name.startsWith(prefix));
}

/** Folders of a checkout, below which model classes name their arch. */
export const archFolders: readonly string[] = ['extensions_built_in', 'extensions', 'toolkit/models'];

/** The file whose branches name the optimizers. */
export const optimizerFile = 'toolkit/optimizer.py';

/** Files that change when a checkout gains an arch or an optimizer. */
export const nameFiles: readonly string[] = [
  optimizerFile,
  'extensions_built_in/diffusion_models/__init__.py',
  'extensions_built_in/audio_models/__init__.py',
  'extensions_built_in/llm_models/__init__.py',
];
