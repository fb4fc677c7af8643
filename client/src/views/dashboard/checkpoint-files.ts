import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { keptFolder } from '../../runs/watch/read-run-files';

/** Where a deleted checkpoint lies for as long as its deletion can be undone. */
const undoFolder = '.deleted';

/**
 * Keeps a checkpoint: a second name of the same file in the folder `kept`, where ai-toolkit's rotation does not delete it. It
 * takes no disk space until ai-toolkit deletes the first name. The file itself stays, because a resume looks for it.
 */
export async function keepCheckpoint(jobFolder: string, name: string): Promise<void> {
  await linkInto(jobFolder, name, keptFolder);
}

/** Where a checkpoint lies: in the job folder, else among the kept ones. */
export function checkpointPaths(jobFolder: string, name: string): readonly string[] {
  return [path.join(jobFolder, name), path.join(jobFolder, keptFolder, name)];
}

/** Prepares an undo of a deletion. `restore` brings the file back; `forget` gives its disk space back. */
export async function prepareUndo(
  jobFolder: string,
  name: string,
): Promise<{ restore(): Promise<void>; forget(): Promise<void> }> {
  const hidden = await linkInto(jobFolder, name, undoFolder);
  return {
    restore: () => rename(hidden, path.join(jobFolder, name)),
    forget: () => rm(path.join(jobFolder, undoFolder), { recursive: true, force: true }),
  };
}

async function linkInto(jobFolder: string, name: string, below: string): Promise<string> {
  const folder = path.join(jobFolder, below);
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, name);
  try {
    await link(path.join(jobFolder, name), target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return target;
    if (codeOf(error) === 'ENOENT') throw new Error(`${name} is not there any more.`);
    // A file system without links, such as exFAT: copied under another name first, so that it is whole or absent.
    const draft = `${target}.part`;
    await copyFile(path.join(jobFolder, name), draft);
    await rename(draft, target);
  }
  return target;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
