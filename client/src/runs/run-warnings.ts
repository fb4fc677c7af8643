import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../../../common/json-object';
import { writeAtomically } from './run-files';

/** A warning that was told while a run went on. */
export interface ToldWarning {
  readonly code: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** No run is warned of more kinds. */
const most = 50;

/** The warnings that are kept in a run's own folder, oldest first; none where there is no such file or it is broken. */
export async function readWarnings(runFolder: string): Promise<readonly ToldWarning[]> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(runFolder, fileName), 'utf8'));
    return Array.isArray(value) ? value.filter(isToldWarning) : [];
  } catch {
    // A run without warnings has no file.
    return [];
  }
}

/** Adds a warning, one of each kind. */
export async function addWarning(runFolder: string, warning: ToldWarning): Promise<void> {
  const before = await readWarnings(runFolder);
  if (before.some(({ code }) => code === warning.code)) return;
  await writeAtomically(path.join(runFolder, fileName), JSON.stringify([...before, warning].slice(-most)));
}

const fileName = 'warnings.json';

function isToldWarning(value: unknown): value is ToldWarning {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    typeof value.message === 'string' &&
    typeof value.at === 'number'
  );
}
