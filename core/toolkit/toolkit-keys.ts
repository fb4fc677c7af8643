/** What the ai-toolkit on this machine asks its config for, read from its sources. */
export interface ToolkitKeys {
  /** `VERSION` of its `version.py`. */
  readonly version: string;
  /**
   * Whether it reads a key in a section (named as in the schema: `train`, `dataset`, `process sd_trainer`); undefined where
   * its sources do not tell.
   */
  has(section: string, key: string): boolean | undefined;
}
