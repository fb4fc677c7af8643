import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of the checkpoint of a run's folder that was written last. */
export async function newestCheckpoint(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).slice(0, 5000);
  const times = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  return times.sort((a, b) => b.time - a.time)[0]?.name;
}
