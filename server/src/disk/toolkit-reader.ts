import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../../core/host';
import {
  buildToolkitKeys,
  type KeyRead,
  nameFiles,
  type ToolkitKeys,
  type ToolkitNames,
  toolkitFiles,
} from '../../../core/language-service';

/** What the reading thread is asked. */
export interface ToolkitWork {
  readonly folder: string;
  /** Relative to the folder, with slashes. */
  readonly files: readonly string[];
}

/** What it answers. */
export interface ToolkitAnswer {
  readonly readings: readonly ToolkitReading[];
  readonly names: ToolkitNames;
}

/** What it found in one file. */
export interface ToolkitReading {
  readonly file: string;
  readonly reads: readonly KeyRead[];
}

/** What the ai-toolkit checkouts on this machine ask their configs for. */
export interface ToolkitReader {
  /**
   * What is known of a checkout by now; undefined before it is read, and for a folder that is no ai-toolkit. Asking starts
   * a look at the files' times in the background, and what has changed is read anew.
   */
  keysFor(folder: string): ToolkitKeys | undefined;
  /** Resolves when no reading is under way. */
  settled(): Promise<void>;
}

interface Checkout {
  keys: ToolkitKeys | undefined;
  /** When its files were last looked at, in milliseconds. */
  lookedAt: number;
  /** Version, and time and size of each file, as of the last reading. */
  version: string | undefined;
  stamps: ReadonlyMap<string, string>;
  reads: ReadonlyMap<string, readonly KeyRead[]>;
  looking: Promise<void> | undefined;
  /** A failure has been logged; the next one is most likely the same. */
  complained: boolean;
}

export interface ToolkitReaderDependencies {
  /** The bundle of `toolkit-worker.ts`. */
  readonly workerFile: string;
  readonly logger: Logger;
  /** Something new is known of a checkout. */
  onChange(): void;
  /** Milliseconds between two looks at the files of a checkout. */
  readonly lookEvery?: number;
}

/** No source of ai-toolkit comes near this size; what does is none. */
const largestFile = 4 * 1024 * 1024;

/** Opens the reader; nothing is read before the first question. */
export function openToolkitReader(needs: ToolkitReaderDependencies): ToolkitReader {
  const { logger, onChange, lookEvery = 5000 } = needs;
  const checkouts = new Map<string, Checkout>();
  const look = async (folder: string, checkout: Checkout): Promise<void> => {
    try {
      if (await refresh(folder, checkout, needs.workerFile)) {
        if (checkout.keys)
          logger.info(`Read what ai-toolkit ${checkout.keys.version} at '${folder}' asks for.`);
        onChange();
      }
    } catch (error) {
      if (!checkout.complained) logger.warn(`ai-toolkit at '${folder}' could not be read: ${String(error)}`);
      checkout.complained = true;
    } finally {
      checkout.lookedAt = performance.now();
      checkout.looking = undefined;
    }
  };
  return {
    keysFor(folder) {
      // A share would make this machine talk to another one, on the word of a workspace's settings.
      if (/^[\\/]{2}/.test(folder)) return undefined;
      const checkout = checkouts.get(folder) ?? unread();
      checkouts.set(folder, checkout);
      if (!checkout.looking && performance.now() - checkout.lookedAt >= lookEvery) {
        checkout.looking = look(folder, checkout);
      }
      return checkout.keys;
    },
    async settled() {
      await Promise.all([...checkouts.values()].map(({ looking }) => looking));
    },
  };
}

function unread(): Checkout {
  return {
    keys: undefined,
    lookedAt: Number.NEGATIVE_INFINITY,
    version: undefined,
    stamps: new Map(),
    reads: new Map(),
    looking: undefined,
    complained: false,
  };
}

/** Reads what has changed since the last time; true when anything had. */
async function refresh(folder: string, checkout: Checkout, workerFile: string): Promise<boolean> {
  const version = await versionOf(folder);
  const stamps = version === undefined ? new Map<string, string>() : await stampsOf(folder);
  const changed = [...stamps].filter(([file, stamp]) => checkout.stamps.get(file) !== stamp);
  const gone = [...checkout.stamps.keys()].some((file) => !stamps.has(file));
  if (changed.length === 0 && !gone && version === checkout.version) return false;
  const read = changed.map(([file]) => file).filter((file) => toolkitFiles.includes(file));
  // Nothing is read of a folder that is not an ai-toolkit.
  const fresh: ToolkitAnswer =
    version === undefined
      ? { readings: [], names: {} }
      : await readInThread(workerFile, { folder, files: read });
  const reads = new Map([...checkout.reads].filter(([file]) => stamps.has(file)));
  for (const { file, reads: found } of fresh.readings) reads.set(file, found);
  checkout.version = version;
  checkout.stamps = stamps;
  checkout.reads = reads;
  checkout.keys = version === undefined ? undefined : buildToolkitKeys(version, reads, fresh.names);
  return true;
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(path.join(folder, 'version.py'), 'utf8');
    return /^\s*VERSION\s*=\s*["']([^"'\r\n]+)["']/m.exec(text)?.[1];
  } catch {
    // A folder without a version.py is no ai-toolkit.
    return undefined;
  }
}

async function stampsOf(folder: string): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  await Promise.all(
    [...toolkitFiles, ...nameFiles].map(async (file) => {
      const stamp = await stampOf(path.join(folder, file));
      if (stamp !== undefined) stamps.set(file, stamp);
    }),
  );
  return stamps;
}

async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size } = await stat(file);
    return size <= largestFile ? `${mtimeMs} ${size}` : undefined;
  } catch {
    // An older or newer ai-toolkit need not have each of the files.
    return undefined;
  }
}

function readInThread(workerFile: string, work: ToolkitWork): Promise<ToolkitAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: work });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the reading thread ended with ${code}`)));
  });
}
