import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type MatrixFile, readMatrixFile, writeMatrixFile } from '../../../../core/comfyui/index';
import { keptWithRun } from '../kept-with-run';
import { writeWhole } from '../whole-files';

/** The files of one matrix. */
export interface MatrixStore {
  /** `matrix-3` */
  readonly id: string;
  readonly folder: string;
  read(): Promise<MatrixFile | undefined>;
  save(file: MatrixFile): Promise<void>;
  saveImage(name: string, data: Uint8Array): Promise<void>;
}

const largestFile = 20_000_000;
const mostMatrices = 1000;

export function openMatrixStore(jobFolder: string, id: string): MatrixStore {
  const folder = path.join(keptWithRun(jobFolder), id);
  const file = path.join(folder, 'matrix.json');
  let last: Promise<void> = Promise.resolve();
  return {
    id,
    folder,
    async read() {
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined || text.length > largestFile ? undefined : readMatrixFile(text);
    },
    save(matrix) {
      // One after another, so that an older state is not renamed over a newer one.
      last = last.catch(() => undefined).then(() => writeWhole(file, writeMatrixFile(matrix)));
      return last;
    },
    saveImage: (name, data) => writeWhole(path.join(folder, name), data),
  };
}

/** The matrices of a run, oldest first. */
export async function listMatrices(jobFolder: string): Promise<readonly string[]> {
  const names = await readdir(keptWithRun(jobFolder)).catch((): string[] => []);
  return names
    .filter((name) => /^matrix-\d{1,6}$/.test(name))
    .sort((one, other) => numberOf(one) - numberOf(other))
    .slice(-mostMatrices);
}

/** A name that no matrix of the run has. */
export async function nextMatrixId(jobFolder: string): Promise<string> {
  const last = (await listMatrices(jobFolder)).at(-1);
  return `matrix-${last === undefined ? 1 : numberOf(last) + 1}`;
}

function numberOf(id: string): number {
  return Number(id.slice('matrix-'.length));
}
