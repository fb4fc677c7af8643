import type { ByteSource } from './byte-source';

/** More blocks before the first frame than any GIF has. */
const mostBlocks = 10_000;

/**
 * Whether the first frame of a GIF is there. Without its image block Pillow does not open the file; with a frame whose
 * data is cut off it cannot decode it.
 */
export function gifFacts(bytes: ByteSource): { readonly opens: boolean; readonly whole: boolean } {
  const head = bytes.read(0, 13);
  let at = 13 + paletteBytes(head[10] ?? 0);
  for (let block = 0; block < mostBlocks; block++) {
    const [kind] = bytes.read(at, 1);
    if (kind === 0x2c) {
      const descriptor = bytes.read(at, 10);
      const data = at + 10 + paletteBytes(descriptor[9] ?? 0) + 1;
      const opens = descriptor.length === 10;
      return { opens, whole: opens && afterBlocks(bytes, data) !== undefined };
    }
    if (kind !== 0x21) return { opens: false, whole: false };
    const next = afterBlocks(bytes, at + 2);
    if (next === undefined) return { opens: false, whole: false };
    at = next;
  }
  return { opens: false, whole: false };
}

/** Bytes of the palette that a packed field announces. */
function paletteBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1);
}

/** Where a chain of blocks ends; undefined where the file ends first. */
function afterBlocks(bytes: ByteSource, start: number): number | undefined {
  let at = start;
  while (at < bytes.size) {
    const [length = 0] = bytes.read(at, 1);
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}
