import { access, constants, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

/** What a real training would print about a folder that it must write to. */
export interface FolderProblem {
  readonly folder: string;
  /** In Python's words, which the reader of runs explains. */
  readonly said: string;
}

/** Bytes; less room does not take one LoRA with its optimizer. */
const leastRoom = 200 * 1024 * 1024;

/** Looks whether a folder, or the nearest one above it, can be written and has room. Writes nothing. */
export async function folderProblem(folder: string): Promise<FolderProblem | undefined> {
  const nearest = await nearestExisting(folder);
  if (!nearest.isFolder)
    return { folder, said: `NotADirectoryError: [Errno 20] Not a directory: '${folder}'` };
  try {
    await access(nearest.path, constants.W_OK);
  } catch (error) {
    const readOnly = error instanceof Error && 'code' in error && error.code === 'EROFS';
    const what = readOnly
      ? 'OSError: [Errno 30] Read-only file system'
      : 'PermissionError: [Errno 13] Permission denied';
    return { folder, said: `${what}: '${folder}'` };
  }
  const room = await statfs(nearest.path).catch(() => undefined);
  if (room && room.bavail * room.bsize < leastRoom) {
    return { folder, said: `OSError: [Errno 28] No space left on device: '${folder}'` };
  }
  return undefined;
}

async function nearestExisting(folder: string): Promise<{ path: string; isFolder: boolean }> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found) return { path: at, isFolder: found.isDirectory() };
    if (at === path.dirname(at)) return { path: at, isFolder: true };
  }
}
