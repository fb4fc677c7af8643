import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunFile } from '../../../../core/runs/index';

/** What lies in a run's folder: the files of the trainer, and the names of the checkpoints that the user keeps. */
export interface RunFiles {
  readonly files: readonly RunFile[];
  readonly kept: readonly RunFile[];
}

/** The folder beside the checkpoints where kept ones lie. ai-toolkit looks for checkpoints in the job folder alone. */
export const keptFolder = 'kept';
/** More files than any run has; a folder with more is read up to here. */
const mostFiles = 20_000;

/**
 * Lists a job folder without entering anything but its samples and its kept checkpoints. Sizes and times are read of the
 * files directly in it; images only by name, since a run has thousands.
 *
 * @throws when the folder cannot be read
 */
export async function readRunFiles(folder: string): Promise<RunFiles> {
  const [own, images, thumbnails, kept] = await Promise.all([
    withFacts(folder, ''),
    namesIn(folder, 'samples'),
    namesIn(folder, 'samples/.thumbs'),
    withFacts(path.join(folder, keptFolder), '').catch(() => []),
  ]);
  return { files: [...own, ...images, ...thumbnails], kept };
}

async function withFacts(folder: string, prefix: string): Promise<RunFile[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).slice(0, mostFiles);
  const files = entries.filter((entry) => entry.isFile());
  const facts = await Promise.all(
    files.map(async ({ name }) => {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      return found && { path: prefix + name, size: found.size, modified: found.mtimeMs };
    }),
  );
  return facts.filter((file) => file !== undefined);
}

async function namesIn(folder: string, below: string): Promise<RunFile[]> {
  const names = await readdir(path.join(folder, below)).catch(() => []);
  return names.slice(0, mostFiles).map((name) => ({ path: `${below}/${name}`, size: 0, modified: 0 }));
}

/** What a checkpoint's header says, or why it says nothing. */
export type CheckpointHeader =
  | { readonly ok: true; readonly step: number | undefined; readonly epoch: number | undefined }
  | { readonly ok: false; readonly problem: string };

const longestHeader = 32 * 1024 * 1024;

/** Reads the header of a safetensors file, never its weights. */
export async function readCheckpointHeader(file: string): Promise<CheckpointHeader> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { ok: false, problem: 'The file cannot be read.' };
  try {
    const { size } = await handle.stat();
    const length = Buffer.alloc(8);
    if ((await handle.read(length, 0, 8, 0)).bytesRead < 8) return cut;
    const bytes = length.readBigUInt64LE();
    if (bytes > BigInt(longestHeader) || Number(bytes) + 8 > size) return cut;
    const header = Buffer.alloc(Number(bytes));
    await handle.read(header, 0, header.length, 8);
    return headerFacts(header.toString('utf8'), size - 8 - header.length);
  } finally {
    await handle.close();
  }
}

const cut: CheckpointHeader = { ok: false, problem: 'The file is cut short or is not a safetensors file.' };

function headerFacts(text: string, bytesAfter: number): CheckpointHeader {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header !== 'object' || header === null) return cut;
    const ends = Object.values(header).flatMap((tensor: unknown) => {
      const offsets = field(tensor, 'data_offsets');
      return Array.isArray(offsets) && typeof offsets[1] === 'number' ? [offsets[1]] : [];
    });
    if (ends.some((end) => end > bytesAfter)) return cut;
    const info = field(field(header, '__metadata__'), 'training_info');
    const training: unknown = typeof info === 'string' ? JSON.parse(info) : undefined;
    return { ok: true, step: count(field(training, 'step')), epoch: count(field(training, 'epoch')) };
  } catch {
    // A header that is no JSON belongs to a file that is still being written, or is broken.
    return cut;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
