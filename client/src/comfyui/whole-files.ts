import { randomBytes } from 'node:crypto';
import { chmod, copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Readable by everyone: ComfyUI may run as another user or in a container. */
const publicMode = 0o644;

/** Writes a file whole or not at all: under another name first, which is then renamed. Makes the folder. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = draftOf(file);
  try {
    const handle = await open(draft, 'wx', publicMode);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * Copies a file whole or not at all, with mode 0644. ComfyUI lists a half-copied `.safetensors`, so the copy has another
 * extension until it is complete.
 *
 * @param replace whether a file of that name may be replaced
 * @returns whether it was copied; false when a file of that name is there and `replace` is false
 * @throws an error in words when it cannot be copied
 */
export async function copyWhole(source: string, target: string, replace: boolean): Promise<boolean> {
  const draft = draftOf(target);
  try {
    await copyFile(source, draft);
    await chmod(draft, publicMode);
    await sync(draft);
    const [from, to] = [await stat(source), await stat(draft)];
    if (from.size !== to.size) throw new Error(`${source} changed while it was copied. Copy it again.`);
    if (replace) {
      await rename(draft, target);
      return true;
    }
    return await moveUnlessThere(draft, target);
  } catch (error) {
    throw copyError(error, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A second name fails where a file is, which a rename does not. */
async function moveUnlessThere(draft: string, target: string): Promise<boolean> {
  try {
    await link(draft, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A file system without links, such as exFAT.
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (isThere) return false;
    await rename(draft, target);
    return true;
  }
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Not listed by ComfyUI: it ends with `.part` (seen). */
function draftOf(file: string): string {
  return path.join(path.dirname(file), `${path.basename(file)}.${randomBytes(4).toString('hex')}.part`);
}

function copyError(error: unknown, target: string): unknown {
  const folder = path.dirname(target);
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Error(`The disk of ${folder} is full. Nothing was copied.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Error(`${folder} cannot be written. Nothing was copied.`);
    case 'ENAMETOOLONG':
      return new Error(`The name ${path.basename(target)} is too long. Nothing was copied.`);
    default:
      return error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
