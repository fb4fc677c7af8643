import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyPickFile, type PickFile, readPickFile, writePickFile } from '../../../../core/comfyui/index';
import { keptWithRun } from '../../comfyui/kept-with-run';
import { writeWhole } from '../../comfyui/whole-files';

/** The comparison that is kept with a run, in `.qwen-lora/comparison.json`. */
export interface PickStore {
  /** Throws when the file is there and is not one of ours, so that it is not written over. */
  read(): Promise<PickFile>;
  /** Changes what is kept. Changes come one after another. */
  change(change: (file: PickFile) => PickFile): Promise<PickFile>;
}

const largestFile = 20_000_000;

export function openPickStore(jobFolder: string): PickStore {
  const file = path.join(keptWithRun(jobFolder), 'comparison.json');
  let queue: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<PickFile> => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return emptyPickFile;
    const kept = text.length > largestFile ? undefined : readPickFile(text);
    if (kept === undefined) {
      throw new Error(`${file} is not a comparison of this version. Move it away to start a new one.`);
    }
    return kept;
  };

  return {
    read,
    change(change) {
      const next = queue.then(async () => {
        const changed = change(await read());
        await writeWhole(file, writePickFile(changed));
        return changed;
      });
      queue = next.catch(() => undefined);
      return next;
    },
  };
}
