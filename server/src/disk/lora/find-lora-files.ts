import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Files of a run's folder that are looked at. A run keeps a handful; more is some other folder. */
const mostFiles = 500;

/** The LoRA files of a run's folder, or the whole model's file in a folder that ai-toolkit saved as one. */
export async function findLoraFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).sort();
  const files = await Promise.all(names.slice(0, mostFiles).map((name) => fileOf(join(folder, name))));
  const found = files.filter((file) => file !== undefined);
  const model = found.length === 0 ? await modelFileIn(folder) : undefined;
  return model === undefined ? found : [model];
}

/** Other files of the same folder with the same size, which may be copies. */
export async function possibleCopies(file: string, size: number): Promise<readonly string[]> {
  const folder = dirname(file);
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.safetensors') && name !== basename(file),
  );
  const sized = await Promise.all(
    names
      .slice(0, mostFiles)
      .map(async (name) => ((await sizeOf(join(folder, name))) === size ? [name] : [])),
  );
  return sized.flat().map((name) => join(folder, name));
}

/** Without a network, or with merge_network_on_save, ai-toolkit saves a folder `NAME.safetensors/` (seen). */
async function fileOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile()) return path;
  return stats?.isDirectory() ? await modelFileIn(path) : undefined;
}

async function modelFileIn(folder: string): Promise<string | undefined> {
  const inside = join(folder, 'transformer');
  const names = await readdir(inside).catch(() => []);
  const first = names.filter((name) => name.endsWith('.safetensors')).sort()[0];
  return first === undefined ? undefined : join(inside, first);
}

async function sizeOf(path: string): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.size : undefined;
}
