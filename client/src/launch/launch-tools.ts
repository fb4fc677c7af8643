import type { Python } from './python-locator';
import type { Toolkit } from './toolkit-locator';

/** The programs of a launch and the folder that the config's relative paths start from. */
export interface LaunchTools {
  readonly toolkit: Toolkit;
  readonly python: Python;
  readonly workingDirectory: string;
}
