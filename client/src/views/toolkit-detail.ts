import { isNewerThanFacts, newestDescribedVersion } from '../../../core/launch/index';
import { bundledToolkitVersion } from '../bundled-toolkit';
import type { Toolkit } from '../launch/toolkit-locator';

/**
 * The tooltip of the status item. A checkout that is newer than our facts is said here once; what it may read otherwise is no
 * finding in a config.
 */
export function toolkitDetail(
  toolkit: Pick<Toolkit, 'path' | 'version'> | undefined,
  programs: string | undefined,
): string {
  const known = programs ?? toolkit?.path ?? `Configs are checked for ai-toolkit ${bundledToolkitVersion}.`;
  if (toolkit === undefined || !isNewerThanFacts(toolkit.version)) return known;
  return `${known}. Configs are checked for ai-toolkit up to ${newestDescribedVersion}, which is older than this one; its own keys and model types are read from its source files.`;
}
