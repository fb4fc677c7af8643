import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunFile } from '../../core/runs/run-folder';

/** The recorded runs of ai-toolkit lie next to the project; without them the tests that read them say so and pass. */
const home = path.resolve(import.meta.dirname, '../../../shared/real-runs');

export interface RecordedRun {
  readonly name: string;
  readonly folder: string;
  readonly expect: ExpectedRun;
  /** What lay in the job's folder afterwards. */
  readonly files: readonly RunFile[];
}

export interface ExpectedRun {
  readonly job: string | null;
  readonly phase: string;
  readonly result: string;
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly resumedFrom?: string;
  readonly jobs?: readonly { readonly job: string; readonly result: string }[];
}

export function recordedRuns(): readonly RecordedRun[] {
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => existsSync(path.join(home, name, 'expect.json')))
    .map((name) => readRun(name, path.join(home, name)));
}

function readRun(name: string, folder: string): RecordedRun {
  const expect: ExpectedRun = JSON.parse(readFileSync(path.join(folder, 'expect.json'), 'utf8'));
  const listed: { run: [string, number | null, number, string][] | null } = JSON.parse(
    readFileSync(path.join(folder, 'files.json'), 'utf8'),
  );
  // A start of two jobs lists the folders of both.
  const own = `${expect.job ?? ''}/`;
  const isTwo = (listed.run ?? []).some(([file]) => file === own);
  const files = (listed.run ?? []).flatMap(([file, size, order]) => {
    if (size === null || (isTwo && !file.startsWith(own))) return [];
    return [{ path: isTwo ? file.slice(own.length) : file, size, modified: order * 1000 }];
  });
  return { name, folder, expect, files };
}
