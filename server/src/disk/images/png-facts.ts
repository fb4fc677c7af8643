import { inflateSync } from 'node:zlib';
import { type ByteSource, latin1, viewOf } from './byte-source';
import { exifOrientation } from './exif-orientation';

/** What the chunks of a PNG tell. */
export interface PngFacts {
  readonly orientation: number;
  readonly channels: number | undefined;
  /** Whether Pillow can decode all of the image. */
  readonly whole: boolean;
  /** Whether the image data begins, without which Pillow does not even open the file. */
  readonly opens: boolean;
}

const channelsByColorType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Chunk headers that are read before the image data; files with more are not images of people's datasets. */
const mostChunks = 4096;
/** The chunk that ends a PNG, with its length and checksum. */
const end = '\0\0\0\0IEND\xaeB`\x82';
const mostPixelBytes = 1024 * 1024 * 1024;

/** Reads the chunks of a PNG. Pillow needs the image data, and neither its last checksum nor the end chunk. */
export function pngFacts(bytes: ByteSource): PngFacts {
  const header = bytes.read(0, 33);
  const channels = channelsByColorType[header[25] ?? -1];
  let orientation = 1;
  let at = 33;
  for (let chunk = 0; chunk < mostChunks; chunk++) {
    const { name, length } = chunkAt(bytes, at);
    if (name === 'IDAT') return { orientation, channels, whole: isWhole(bytes, at), opens: true };
    if (length === undefined || at + 12 + length > bytes.size) break;
    if (name === 'eXIf') orientation = exifOrientation(bytes.read(at + 8, length));
    at += 12 + length;
  }
  return { orientation, channels, whole: false, opens: false };
}

function chunkAt(bytes: ByteSource, at: number): { name: string; length: number | undefined } {
  const head = bytes.read(at, 8);
  if (head.length < 8) return { name: '', length: undefined };
  return { name: latin1(head, 4, 8), length: viewOf(head).getUint32(0) };
}

function isWhole(bytes: ByteSource, firstData: number): boolean {
  if (latin1(bytes.read(bytes.size - 12, 12), 0, 12) === end) return true;
  const parts: Uint8Array[] = [];
  let at = firstData;
  for (;;) {
    const { name, length } = chunkAt(bytes, at);
    if (name === 'IEND') return true;
    if (length === undefined || at + 8 + length > bytes.size) {
      // A name that is cut off may stand before anything; data that is cut off still counts as far as it goes.
      if (name === 'IDAT') parts.push(bytes.read(at + 8, bytes.size - at - 8));
      break;
    }
    if (name === 'IDAT') parts.push(bytes.read(at + 8, length));
    at += 12 + length;
  }
  return inflates(parts);
}

/** Whether the compressed data reaches its own end. */
function inflates(parts: readonly Uint8Array[]): boolean {
  try {
    inflateSync(Buffer.concat(parts), { maxOutputLength: mostPixelBytes });
    return true;
  } catch (error) {
    return error instanceof RangeError;
  }
}
