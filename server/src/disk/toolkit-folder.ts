import { homedir } from 'node:os';
import path from 'node:path';

/** Where a path in a setting may start. */
export interface ToolkitPlaces {
  /** The folder of the workspace that the document belongs to. */
  readonly workspaceFolder: string | undefined;
  /** The document's own folder. */
  readonly fileDirname: string | undefined;
}

/**
 * The absolute folder that `qwenLora.toolkitPath` means; `~`, `${workspaceFolder}` and `${fileDirname}` are understood as
 * the launch understands them. Undefined when it is not set or hangs in the air.
 */
export function toolkitFolder(setting: string | undefined, places: ToolkitPlaces): string | undefined {
  const written = setting?.trim();
  if (!written) return undefined;
  const base = places.workspaceFolder ?? places.fileDirname;
  const filled = written
    .replaceAll('${workspaceFolder}', () => base ?? '')
    .replaceAll('${fileDirname}', () => places.fileDirname ?? '')
    .replace(/^~(?=$|[\\/])/, () => homedir());
  if (path.isAbsolute(filled)) return path.normalize(filled);
  return base === undefined ? undefined : path.resolve(base, filled);
}
