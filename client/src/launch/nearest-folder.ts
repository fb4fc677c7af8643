import { type Files, pathsOf } from './files';

/** A path, or its nearest parent that exists; undefined when even its drive does not. */
export async function nearestExisting(
  start: string,
  platform: NodeJS.Platform,
  files: Files,
): Promise<{ path: string; kind: 'file' | 'folder' } | undefined> {
  const { dirname } = pathsOf(platform);
  for (let path = start; ; path = dirname(path)) {
    const kind = await files.kind(path);
    if (kind !== undefined) return { path, kind };
    if (dirname(path) === path) return undefined;
  }
}
