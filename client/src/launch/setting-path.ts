import { pathsOf } from './files';

/** Where a path that a person wrote in a setting may start from. */
export interface PathPlaces {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly workspaceFolder: string | undefined;
  /** Folder of the config that is to be trained. */
  readonly fileDirname: string;
}

/**
 * The absolute path that a setting means: `~`, `${workspaceFolder}` and `${fileDirname}` are understood, anything
 * relative starts at the workspace folder (or the config's folder, when no folder is open).
 */
export function resolveSettingPath(text: string, places: PathPlaces): string {
  const path = pathsOf(places.platform);
  const base = places.workspaceFolder ?? places.fileDirname;
  const filled = text
    .trim()
    .replaceAll('${workspaceFolder}', () => base)
    .replaceAll('${fileDirname}', () => places.fileDirname)
    .replace(/^~(?=$|[\\/])/, () => places.home);
  return path.resolve(base, filled);
}
