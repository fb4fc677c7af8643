import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../run-record';

/** Where the files of a run lie. */
export interface RunPlace {
  /** The job folder, absolute. */
  readonly folder: string;
  /** The job's name, when it is known; else the log or the folder tells. */
  readonly name: string | undefined;
  /** Undefined when the folder has no log. */
  readonly logPath: string | undefined;
  /** What the process printed itself. */
  readonly consolePath: string | undefined;
  readonly record: RunRecord | undefined;
}

/** The place of a run that this machine started. */
export function placeOfRecord(record: RunRecord): RunPlace {
  return {
    folder: record.jobFolder,
    name: record.jobName,
    logPath: record.logPath,
    consolePath: record.consolePath,
    record,
  };
}

/**
 * The place of a run by its folder alone, also one that another machine or ai-toolkit's own interface wrote. The log is the
 * newest of the folder's `log.txt` and `*.log`.
 */
export async function placeOfFolder(folder: string): Promise<RunPlace> {
  const names = await readdir(folder).catch((): string[] => []);
  const logs = names.filter((name) => name === 'log.txt' || name.endsWith('.log'));
  const dated = await Promise.all(
    logs.map(async (name) => {
      const file = path.join(folder, name);
      return { file, at: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const newest = dated.sort((one, other) => other.at - one.at)[0];
  return { folder, name: undefined, logPath: newest?.file, consolePath: undefined, record: undefined };
}

/** Whether a folder is one that a training writes. */
export async function isRunFolder(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.includes('samples') && names.includes('config.yaml')) return true;
  return names.some(
    (name) =>
      name === 'log.txt' ||
      name === 'loss_log.db' ||
      name === 'optimizer.pt' ||
      /_\d{9}\.safetensors$/.test(name),
  );
}
