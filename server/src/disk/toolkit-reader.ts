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
import { rememberReadings } from './readings';

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
   * What is known of a checkout by now; undefined before it is read, and for a folder that is not ai-toolkit. Asking starts
   * a look at the files' times in the background, and what has changed is read again.
   */
  keysFor(folder: string): ToolkitKeys | undefined;
  /** Resolves when no reading is under way. */
  settled(): Promise<void>;
}

/** What the last reading of a checkout left. */
interface Checkout {
  readonly keys: ToolkitKeys | undefined;
  /** Version, and time and size of each file, as of the last reading. */
  readonly version: string | undefined;
  readonly stamps: ReadonlyMap<string, string>;
  readonly reads: ReadonlyMap<string, readonly KeyRead[]>;
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

const unread: Checkout = { keys: undefined, version: undefined, stamps: new Map(), reads: new Map() };

/** Opens the reader; nothing is read before the first question. */
export function openToolkitReader(needs: ToolkitReaderDependencies): ToolkitReader {
  const { logger, onChange, lookEvery = 5000 } = needs;
  const readings = rememberReadings({
    empty: unread,
    async read(folder, before) {
      const checkout = await refresh(folder, before, needs.workerFile);
      if (checkout !== before && checkout.keys) {
        logger.info(`Read what ai-toolkit ${checkout.keys.version} at '${folder}' asks for.`);
      }
      return checkout;
    },
    onChange,
    logger,
    lookEvery,
  });
  return {
    // A share would make this machine talk to another one, on the word of a workspace's settings.
    keysFor: (folder) => (/^[\\/]{2}/.test(folder) ? undefined : readings.known(folder).keys),
    settled: () => readings.settled(),
  };
}

/** Reads what has changed since the last time; the checkout as it was when nothing had. */
async function refresh(folder: string, before: Checkout, workerFile: string): Promise<Checkout> {
  const version = await versionOf(folder);
  const stamps = version === undefined ? new Map<string, string>() : await stampsOf(folder);
  const changed = [...stamps].filter(([file, stamp]) => before.stamps.get(file) !== stamp);
  const gone = [...before.stamps.keys()].some((file) => !stamps.has(file));
  if (changed.length === 0 && !gone && version === before.version) return before;
  // Nothing is read of a folder that is not ai-toolkit.
  if (version === undefined) return unread;
  const files = changed.map(([file]) => file).filter((file) => toolkitFiles.includes(file));
  const fresh = await readInThread(workerFile, { folder, files });
  const reads = new Map([...before.reads].filter(([file]) => stamps.has(file)));
  for (const { file, reads: found } of fresh.readings) reads.set(file, found);
  return { keys: buildToolkitKeys(version, reads, fresh.names), version, stamps, reads };
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(path.join(folder, 'version.py'), 'utf8');
    return /^\s*VERSION\s*=\s*["']([^"'\r\n]+)["']/m.exec(text)?.[1];
  } catch {
    // A folder without a version.py is not ai-toolkit.
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
