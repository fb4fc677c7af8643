import { readdir, stat } from 'node:fs/promises';
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
