import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import {
  type DatasetScan,
  type FileProbe,
  rememberScans,
  type ScanDatasets,
  scanDatasets,
  scanKey,
} from '../../../core/language-service';
import { createFileMemory } from './file-memory';

/** How one look at the disk is done. */
export interface Look {
  /** Every file's size and time is read again, whatever the system has reported. */
  readonly fresh: boolean;
  readonly isCancelled: () => boolean;
  readonly onFile: () => void;
}

/** Scans that stay true as long as their folders do. */
export interface ScanMemory {
  /** A probe that remembers files, and scans by way of it. `place` tells starting folders apart. */
  look(
    probe: FileProbe,
    place: string,
    look: Look,
  ): { readonly probe: FileProbe; readonly scan: ScanDatasets };
  dispose(): void;
}

interface Remembered {
  readonly scan: DatasetScan;
  /** Time of each folder when it was scanned. */
  readonly folders: ReadonlyMap<string, number>;
  readonly watchers: readonly FSWatcher[];
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
  dirty: boolean;
}

/** More scans are forgotten, the oldest first. */
const mostScans = 12;
/** A dataset of more folders is scanned again each time. */
const mostFolders = 400;
/** Some file systems, such as network mounts, do not report changes: after so many milliseconds files are looked at again. */
const longestTrust = 60_000;
/** Milliseconds in which changes are reported once. */
const quiet = 400;

/** Opens a memory; `onChange` is told when a folder that was scanned has changed. */
export function createScanMemory(onChange: () => void): ScanMemory {
  const files = createFileMemory();
  const scans = new Map<string, Remembered>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quiet);
    timer.unref();
  };
  const forget = (key: string) => {
    for (const watcher of scans.get(key)?.watchers ?? []) watcher.close();
    scans.delete(key);
  };
  const keep = (key: string, scan: DatasetScan, before: ReadonlyMap<string, number> | undefined) => {
    forget(key);
    if (!before) return;
    const [oldest] = scans.keys();
    if (scans.size >= mostScans && oldest !== undefined) forget(oldest);
    const entry: Remembered = {
      scan,
      folders: before,
      watchers: [...before.keys()].flatMap((folder) =>
        watchFolder(folder, () => {
          entry.dirty = true;
          tell();
        }),
      ),
      at: performance.now(),
      dirty: false,
    };
    scans.set(key, entry);
  };
  return {
    look(bare, place, { fresh, isCancelled, onFile }) {
      const probe = files.remember(bare, place);
      const scan: ScanDatasets = async (process) => {
        const own = scanKey(process);
        const key = own === undefined ? undefined : `${place}\0${own}`;
        const known = key === undefined || fresh ? undefined : scans.get(key);
        if (known && isTrusted(known)) return known.scan;
        const made = await scanDatasets(process, probe, { isCancelled, onFile });
        if (key !== undefined) keep(key, made, foldersOf(made, place));
        return made;
      };
      return { probe, scan: rememberScans(scan) };
    },
    dispose() {
      clearTimeout(timer);
      for (const key of [...scans.keys()]) forget(key);
    },
  };
}

function isTrusted({ dirty, at, folders }: Remembered): boolean {
  if (dirty || performance.now() - at > longestTrust) return false;
  return [...folders].every(([folder, time]) => timeOf(folder) === time);
}

/** The folders that a scan depends on, with their times; undefined where it depends on more than folders tell. */
function foldersOf(scan: DatasetScan, place: string): ReadonlyMap<string, number> | undefined {
  const start = place.split('\0')[0] ?? '';
  const isPlain = scan.isKnown && scan.failures.length === 0 && !place.includes('\0');
  if (!isPlain || scan.datasets.some((dataset) => dataset.isJson || dataset.cutShort)) return undefined;
  const names = scan.datasets.flatMap(({ folders, settings }) => [
    ...folders.filter((folder) => !/[\\/](?:_latent_cache|_t_e_cache)$/.test(folder)),
    ...(settings.controlFolders ?? []),
    ...(settings.maskFolder === undefined ? [] : [settings.maskFolder]),
    ...(settings.inpaintFolder === undefined ? [] : [settings.inpaintFolder]),
  ]);
  const folders = new Set(names.map((name) => path.resolve(start, name)));
  if (folders.size > mostFolders) return undefined;
  const times = new Map<string, number>();
  for (const folder of folders) {
    const time = timeOf(folder);
    if (time === undefined) return undefined;
    times.set(folder, time);
  }
  return times;
}

function timeOf(folder: string): number | undefined {
  try {
    return statSync(folder).mtimeMs;
  } catch {
    // A folder that is gone has no time, and so is not what it was.
    return undefined;
  }
}

/** Watches one folder. What ai-toolkit itself writes there while it trains is not a change. */
function watchFolder(folder: string, changed: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name !== '.aitk_size.json' && name !== '_latent_cache' && name !== '_t_e_cache') changed();
    });
    watcher.on('error', changed);
    return [watcher];
  } catch {
    // Without a watcher the folder's time and the longest trust decide.
    return [];
  }
}
