import { type FileHandle, open } from 'node:fs/promises';

/** A growing log, read block by block from where the last reading ended, so that a large one costs no memory. */
export interface LogBlocks {
  /**
   * Hands over what was added, with one character per byte (`textOfBytes` makes text of it). `restart` comes first when
   * the file began again: it became shorter, or another file has its name. A file that is not there has nothing.
   *
   * @throws when the file cannot be read
   */
  read(take: (bytes: string) => void, restart: () => void): Promise<void>;
}

/** Below the size from which Node keeps a text outside of its heap, where reading single characters is slow. */
const blockSize = 512 * 1024;

/** @param from byte offset at which the first reading begins */
export function openLogBlocks(file: string, from = 0): LogBlocks {
  let offset = from;
  let identity: string | undefined;
  return {
    async read(take, restart) {
      const handle = await openIfThere(file);
      if (handle === undefined) return;
      try {
        const { size, ino, dev } = await handle.stat();
        const now = `${dev}:${ino}`;
        if (size < offset || (identity !== undefined && identity !== now)) {
          offset = 0;
          restart();
        }
        identity = now;
        if (size > offset) offset = await readOn(handle, offset, size, take);
      } finally {
        await handle.close();
      }
    },
  };
}

async function readOn(handle: FileHandle, from: number, size: number, take: (bytes: string) => void) {
  const buffer = Buffer.allocUnsafe(Math.min(blockSize, size - from));
  let offset = from;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    if (bytesRead === 0) return offset;
    offset += bytesRead;
    take(buffer.toString('latin1', 0, bytesRead));
  }
}

/** The text of a piece of the log. Pieces are cut at line breaks, so that no character is cut. */
export function textOfBytes(piece: string): string {
  return isAscii.test(piece) ? piece : Buffer.from(piece, 'latin1').toString('utf8');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, in which bytes and characters are the same.
const isAscii = /^[\u0000-\u007f]*$/;

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
