import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Opening a pipe without a writer would wait for ever. Windows has no such pipes in its folders, and no such flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file that is none: a pipe, a device, a folder. */
class NotRegular extends Error {
  override readonly name = 'NotRegular';
}

/** Opens a regular file for reading. Throws for pipes and devices, without waiting for them. */
export async function openRegular(file: string): Promise<FileHandle> {
  const handle = await open(file, flags);
  try {
    if ((await handle.stat()).isFile()) return handle;
    throw new NotRegular('this is not a regular file');
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same without giving way; returns the descriptor. */
export function openRegularSync(file: string): number {
  const handle = openSync(file, flags);
  try {
    if (fstatSync(handle).isFile()) return handle;
    throw new NotRegular('this is not a regular file');
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** The text of a regular file of at most `limit` bytes. Throws for anything else. */
export async function readRegularText(file: string, limit: number): Promise<string> {
  const handle = await openRegular(file);
  try {
    if ((await handle.stat()).size > limit) throw new NotRegular(`the file has more than ${limit} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
