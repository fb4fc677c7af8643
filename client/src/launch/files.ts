import { mkdtemp, readdir, readFile, rmdir, stat, statfs } from 'node:fs/promises';
import { join, posix, win32 } from 'node:path';

/** What a launch asks of the disk. Tests give their own to show a full disk, a read-only folder or another platform. */
export interface Files {
  kind(path: string): Promise<'file' | 'folder' | undefined>;
  /** Text of a small file, or undefined when it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  /** Time of last change in milliseconds, or undefined. */
  changedAt(path: string): Promise<number | undefined>;
  /** Bytes of a file, a link's target counts; undefined when it cannot be read. */
  size(path: string): Promise<number | undefined>;
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Why nothing can be written into an existing folder, or undefined when it can. Leaves no trace. */
  whyNotWritable(path: string): Promise<string | undefined>;
  /** Bytes that this user may still write on the folder's disk, or undefined when the platform does not say. */
  freeBytes(path: string): Promise<number | undefined>;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The path rules of a platform, so that Windows' can be tested anywhere. */
export function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

export const diskFiles: Files = {
  async kind(path) {
    try {
      const found = await stat(path);
      return found.isDirectory() ? 'folder' : 'file';
    } catch {
      // Absent, unreadable or a broken link: nothing that a launch could use.
      return undefined;
    }
  },

  async readText(path) {
    try {
      return await readFile(path, 'utf8');
    } catch {
      // The caller treats an unreadable file as an absent one.
      return undefined;
    }
  },

  async changedAt(path) {
    try {
      return (await stat(path)).mtimeMs;
    } catch {
      // Without a time there is nothing to compare, which callers handle.
      return undefined;
    }
  },

  async size(path) {
    try {
      return (await stat(path)).size;
    } catch {
      // A broken link is a file that is not there.
      return undefined;
    }
  },

  async list(path) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },

  async whyNotWritable(path) {
    try {
      await rmdir(await mkdtemp(join(path, '.qwen-lora-')));
      return undefined;
    } catch (error) {
      return reasonText(error);
    }
  },

  async freeBytes(path) {
    try {
      const disk = await statfs(path);
      return disk.bavail * disk.bsize;
    } catch {
      // Some network drives do not say; that is not a reason to hold a training up.
      return undefined;
    }
  },
};

function reasonText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'you have no permission to write there';
    case 'EROFS':
      return 'its disk is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'its disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
