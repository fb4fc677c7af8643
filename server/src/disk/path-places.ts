import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FindPath } from '../../../core/language-service';

/** Where the relative paths of a config may start. */
export interface PathPlaces {
  /** Where a launch starts them; when it is known, nothing else counts. */
  readonly launchFolder: string | undefined;
  /** `file:` uris; others are ignored. */
  readonly workspaceFolders: readonly string[];
}

/**
 * Finds what a path of the document at `uri` names: an absolute one as it is, a relative one below the launch's folder,
 * or, when that is not known, below the document's workspace folder or its own folder, the first where it exists. The
 * network is left alone: shares (`\\host\…`) are never looked for.
 */
export function pathFinder(uri: string, places: PathPlaces): FindPath {
  const starts = startFolders(uri, places);
  return async (written) => {
    if (/^[\\/]{2}/.test(written)) return undefined;
    for (const start of path.isAbsolute(written) ? [''] : starts) {
      const place = path.resolve(start, written);
      if (await exists(place)) return pathToFileURL(place).href;
    }
    return undefined;
  };
}

/** The absolute folders that relative paths of the document may start from, the likeliest first. */
export function startFolders(uri: string, { launchFolder, workspaceFolders }: PathPlaces): string[] {
  if (launchFolder !== undefined) return [launchFolder];
  return [workspaceFolderOf(uri, workspaceFolders), folderOf(uri)].filter((folder) => folder !== undefined);
}

/** The path of the workspace folder that a document belongs to; of one that is in none, the first. */
export function workspaceFolderOf(uri: string, workspaceFolders: readonly string[]): string | undefined {
  const own = folderOf(uri);
  const folders = workspaceFolders.flatMap((each) => localPath(each) ?? []);
  const holding = folders.filter((folder) => own !== undefined && isWithin(own, folder));
  // The innermost of nested workspace folders is the one that the editor shows the document in.
  return holding.sort((a, b) => b.length - a.length)[0] ?? folders[0];
}

/** The path of the folder in which a document lies; undefined for one that is not on this disk. */
export function folderOf(uri: string): string | undefined {
  const file = localPath(uri);
  return file === undefined ? undefined : path.dirname(file);
}

function localPath(uri: string): string | undefined {
  if (!uri.startsWith('file:///')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // A uri of another platform names no folder of this one.
    return undefined;
  }
}

function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function exists(place: string): Promise<boolean> {
  try {
    await stat(place);
    return true;
  } catch {
    // What cannot be looked at is, for a link, not there.
    return false;
  }
}
