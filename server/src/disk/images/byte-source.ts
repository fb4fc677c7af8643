import { closeSync, fstatSync, readSync } from 'node:fs';
import { openRegularSync } from '../regular-file';

/** Random access to the bytes of one file. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Up to `length` bytes from `start`; fewer at the end of the file. */
  read(start: number, length: number): Uint8Array;
}

/** No image that people train with is larger; a broken header may claim more. */
export const mostBytes = 512 * 1024 * 1024;

/**
 * Opens a file, gives its bytes to `use`, and closes it.
 *
 * @returns what `use` returns; undefined when the file cannot be opened or read
 */
export function withBytes<T>(file: string, use: (bytes: ByteSource) => T): T | undefined {
  let handle: number | undefined;
  try {
    handle = openRegularSync(file);
    const open = handle;
    const { size } = fstatSync(open);
    return use({
      size,
      read(start, length) {
        const wanted = Math.max(0, Math.min(length, size - start, mostBytes));
        const buffer = new Uint8Array(wanted);
        return wanted === 0 ? buffer : buffer.subarray(0, readSync(open, buffer, 0, wanted, start));
      },
    });
  } catch {
    // What the disk refuses has no answer.
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Bytes as Latin-1 text, for magic numbers and chunk names. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** A view for reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
