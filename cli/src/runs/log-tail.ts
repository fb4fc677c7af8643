import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** A growing log, read from a byte offset in blocks, so that a large one costs no memory. */
export interface LogTail {
  /** Hands over everything that was added, block by block. `onRestart` comes first when the file began anew. */
  read(onText: (text: string) => void, onRestart: () => void): Promise<void>;
}

const blockSize = 4 * 1024 * 1024;

/**
 * Reads a log as it grows. A file that became shorter, or another file under the same name (a rotated log), is read from its
 * start. A file that is not there has no text. Throws when it cannot be read.
 */
export function tailLog(path: string): LogTail {
  let offset = 0;
  let file: string | undefined;
  let decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(blockSize);

  const readFrom = async (handle: FileHandle, onText: (text: string) => void): Promise<void> => {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, blockSize, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      onText(decoder.write(buffer.subarray(0, bytesRead)));
    }
  };

  return {
    async read(onText, onRestart) {
      const handle = await openIfThere(path);
      if (handle === undefined) return;
      try {
        const { size, ino, dev } = await handle.stat();
        const now = `${dev}:${ino}`;
        if (size < offset || (file !== undefined && file !== now)) {
          offset = 0;
          decoder = new StringDecoder('utf8');
          onRestart();
        }
        file = now;
        await readFrom(handle, onText);
      } finally {
        await handle.close();
      }
    },
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
