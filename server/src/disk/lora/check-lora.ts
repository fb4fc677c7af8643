import { basename } from 'node:path';
import { judgeLora, type LoraReport } from '../../../../core/comfyui/index';
import { possibleCopies } from './find-lora-files';
import { type ReadLora, readLoraFile } from './read-lora-file';

/**
 * Checks one LoRA file. Reads every byte, in blocks.
 *
 * @param looksForCopy whether files of the same size next to it are read too, to find a copy of its weights
 * @throws when the file cannot be opened
 */
export async function checkLora(file: string, looksForCopy: boolean): Promise<LoraReport> {
  const read = await readLoraFile(file);
  return judgeLora({ ...read, file, sameAs: looksForCopy ? await findCopy(file, read) : undefined });
}

/** A copy next to the file: the last step's checkpoint can equal the final file. */
async function findCopy(file: string, read: ReadLora): Promise<string | undefined> {
  if (read.digest === undefined) return undefined;
  for (const other of await possibleCopies(file, read.size)) {
    const { digest } = await readLoraFile(other).catch(() => ({ digest: undefined }));
    if (digest === read.digest) return basename(other);
  }
  return undefined;
}
