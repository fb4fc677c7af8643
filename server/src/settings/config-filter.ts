import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import type { ParsedConfig } from '../../../core/language-service';
import type { Settings } from './settings';

/** Whether a document gets our diagnostics and features: by the user's globs, otherwise by its content. */
export function isOurs(parsed: ParsedConfig, settings: Settings): boolean {
  if (settings.include.length === 0 && settings.exclude.length === 0) return parsed.isConfig;
  const path = pathOf(parsed.uri);
  if (matches(path, settings.exclude)) return false;
  return parsed.isConfig || matches(path, settings.include);
}

/** Whether the user's globs say that a document is never a config. */
export function isExcluded(uri: string, settings: Settings): boolean {
  return settings.exclude.length > 0 && matches(pathOf(uri), settings.exclude);
}

function matches(path: string, globs: readonly string[]): boolean {
  // A relative glob matches in every folder, as in VS Code's `files.exclude`.
  const anywhere = globs.map((glob) => (glob.startsWith('/') || glob.startsWith('**') ? glob : `**/${glob}`));
  return anywhere.length > 0 && picomatch.isMatch(path, anywhere, { dot: true });
}

function pathOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri).replaceAll('\\', '/') : new URL(uri).pathname;
}
