import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseRunRecord, type RunRecord } from './run-record';

/** One job folder has many spellings; links and case are settled by the file system where the folder exists. */
export async function canonicalFolder(folder: string): Promise<string> {
  const full = path.resolve(folder);
  const real = await realpath(full).catch(async () => {
    const parent = await realpath(path.dirname(full)).catch(() => path.dirname(full));
    return path.join(parent, path.basename(full));
  });
  return process.platform === 'win32' || process.platform === 'darwin' ? real.toLowerCase() : real;
}

/** A stored record; undefined when it cannot be read or is not one. */
export async function readRecord(file: string): Promise<RunRecord | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseRunRecord(text);
}

/** Writes a file in one step, so that a reader sees the old text or the new one. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, text);
  await rename(draft, file);
}
