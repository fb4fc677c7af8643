import { type ByteSource, latin1, viewOf } from './byte-source';
import { exifOrientation } from './exif-orientation';

/** What the chunks of a WebP tell. */
export interface WebpFacts {
  readonly orientation: number;
  readonly channels: number;
  /** Whether the file has all the bytes that it announces; Pillow refuses it otherwise. */
  readonly whole: boolean;
}

const mostChunks = 100_000;

/** Reads the chunks of a WebP. */
export function webpFacts(bytes: ByteSource): WebpFacts {
  const head = bytes.read(0, 30);
  const announced = head.length >= 8 ? viewOf(head).getUint32(4, true) + 8 : Number.POSITIVE_INFINITY;
  const kind = latin1(head, 12, 16);
  const whole = announced <= bytes.size;
  if (kind === 'VP8X') {
    const flags = head[20] ?? 0;
    const orientation = (flags & 0x08) !== 0 ? orientationIn(bytes, Math.min(announced, bytes.size)) : 1;
    return { orientation, channels: (flags & 0x10) !== 0 ? 4 : 3, whole };
  }
  const hasAlpha = kind === 'VP8L' && ((head[24] ?? 0) & 0x10) !== 0;
  return { orientation: 1, channels: hasAlpha ? 4 : 3, whole };
}

function orientationIn(bytes: ByteSource, end: number): number {
  let at = 12;
  for (let chunk = 0; chunk < mostChunks && at + 8 <= end; chunk++) {
    const head = bytes.read(at, 8);
    if (head.length < 8) return 1;
    const length = viewOf(head).getUint32(4, true);
    if (latin1(head, 0, 4) === 'EXIF') return exifOrientation(bytes.read(at + 8, length));
    at += 8 + length + (length % 2);
  }
  return 1;
}
