import type { Files } from '../../client/src/launch/files';
import { pathsOf } from '../../client/src/launch/files';

/** A disk in memory: paths of files with their text; folders are there when something lies below them or is named. */
export interface MemoryDisk {
  readonly platform?: NodeJS.Platform;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly notWritable?: string;
  readonly freeBytes?: number | undefined;
}

export function memoryFiles(disk: MemoryDisk): Files {
  const path = pathsOf(disk.platform ?? 'linux');
  const files = new Map(Object.entries(disk.files ?? {}));
  const folders = new Set<string>();
  for (const start of [...[...files.keys()].map((file) => path.dirname(file)), ...(disk.folders ?? [])]) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      folders.add(folder);
      if (path.dirname(folder) === folder) break;
    }
  }
  return {
    kind: async (name) => (files.has(name) ? 'file' : folders.has(name) ? 'folder' : undefined),
    readText: async (name) => files.get(name),
    changedAt: async (name) => (files.has(name) ? 1 : undefined),
    size: async (name) => files.get(name)?.length,
    list: async (folder) => [
      ...[...files.keys()]
        .filter((file) => path.dirname(file) === folder)
        .map((file) => ({ name: path.basename(file), isFolder: false })),
      ...[...folders]
        .filter((other) => path.dirname(other) === folder && other !== folder)
        .map((other) => ({ name: path.basename(other), isFolder: true })),
    ],
    whyNotWritable: async () => disk.notWritable,
    freeBytes: async () => disk.freeBytes,
  };
}

/** A logger that keeps what it is told. */
export function memoryLogger() {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}
