import type { ProbedItem } from '../file-probe';
import type { ScanDisk } from './disk-memory';
import { isJsonObject, type JsonValue, parsePythonJson } from './python-json';
import { readTextMode } from './python-utf8';

/** An entry of `.aitk_size.json`: the size that ai-toolkit believes while the signature matches. */
export interface IndexEntry {
  readonly width: number;
  readonly height: number;
  /** `bytes:seconds` */
  readonly signature: string;
}

/** The size index of one folder as ai-toolkit holds it during a start (toolkit/data_loader.py:486-520). */
export interface SizeIndex {
  readonly file: string;
  /** False where the file is absent, broken or of another version, and is made from scratch. */
  readonly wasRead: boolean;
  readonly entries: Map<string, IndexEntry>;
}

const version = '0.1.2';

/** Reads the index beside a dataset; datasets of one folder share it through `open`. */
export async function openSizeIndex(
  disk: ScanDisk,
  folder: string,
  open: Map<string, SizeIndex>,
): Promise<SizeIndex> {
  const file = disk.paths.join(folder, '.aitk_size.json');
  // A folder written in two ways is one folder.
  const key = file.replaceAll(/[\\/]+/g, '/');
  const known = open.get(key);
  if (known) return known;
  const item = await disk.stat(file);
  const bytes = typeof item === 'object' && item.kind === 'file' ? await disk.bytes(file, item) : undefined;
  const read = bytes ? readEntries(bytes) : undefined;
  const index = { file, wasRead: read !== undefined, entries: read ?? new Map() };
  open.set(key, index);
  return index;
}

/** The signature by which ai-toolkit recognizes an unchanged file (toolkit/basic.py:63-70). */
export function signatureOf(item: ProbedItem): string {
  return `${item.size}:${Math.floor(item.modified / 1000)}`;
}

/** The key of a file: its path without every occurrence of the dataset's folder (data_transfer_object/data_loader.py:89-91). */
export function indexKey(path: string, folder: string): string {
  return folder === '' ? path : path.split(folder).join('');
}

function readEntries(bytes: Uint8Array): Map<string, IndexEntry> | undefined {
  const value = parsed(bytes);
  if (!isJsonObject(value) || value.get('__version__') !== version) return undefined;
  const entries = new Map<string, IndexEntry>();
  for (const [key, entry] of value) {
    if (!Array.isArray(entry)) continue;
    const [width, height, signature] = entry;
    if (typeof width === 'number' && typeof height === 'number' && typeof signature === 'string') {
      entries.set(key, { width, height, signature });
    }
  }
  return entries;
}

function parsed(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parsePythonJson(readTextMode(bytes));
  } catch {
    // ai-toolkit prints the error and starts a new index.
    return undefined;
  }
}
