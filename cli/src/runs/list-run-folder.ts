import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunFile } from '../../../core/runs/index';

const places = ['', 'samples', 'samples/.thumbs'];
const mostFiles = 100_000;

/** The files of a job's folder that belong to the run; undefined when the folder is not there. */
export async function listRunFolder(folder: string): Promise<readonly RunFile[] | undefined> {
  const files: RunFile[] = [];
  for (const place of places) {
    const entries = await readdir(path.join(folder, place), { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) {
      if (place === '') return undefined;
      continue;
    }
    for (const entry of entries.slice(0, mostFiles - files.length)) {
      if (!entry.isFile()) continue;
      const name = place === '' ? entry.name : `${place}/${entry.name}`;
      // A file may be renamed away between the listing and this look.
      const facts = await stat(path.join(folder, name)).catch(() => undefined);
      if (facts) files.push({ path: name, size: facts.size, modified: facts.mtimeMs });
    }
  }
  return files;
}
