import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const inflateAsync = promisify(inflate);

export interface PngPixels {
  /** Equal for two images with equal pixels, whatever their metadata. */
  readonly digest: string;
  /** Every pixel is black. */
  readonly isBlack: boolean;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** An image of 8192 × 8192 pixels with three channels. */
const mostBytes = 210_000_000;
const mostChunks = 100_000;

/** Reads the pixels of a PNG; undefined when the bytes are not a whole one. ComfyUI writes no other format here. */
export async function readPngPixels(png: Buffer): Promise<PngPixels | undefined> {
  if (png.length < 45 || !png.subarray(0, 8).equals(signature)) return undefined;
  if (png.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  const width = png.readUInt32BE(16);
  const [depth, color, interlaced] = [png[24] ?? 0, png[25] ?? 0, png[28]];
  const parts: Buffer[] = [];
  let at = 8;
  let ended = false;
  for (let chunk = 0; chunk < mostChunks && at + 12 <= png.length && !ended; chunk++) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > png.length) return undefined;
    if (type === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    ended = type === 'IEND';
    at += 12 + length;
  }
  if (!ended) return undefined;
  const raw = await inflateAsync(Buffer.concat(parts), { maxOutputLength: mostBytes }).catch(() => undefined);
  if (raw === undefined) return undefined;
  const channels = channelsOf[color];
  const rowBytes = channels === undefined ? 0 : Math.ceil((width * channels * depth) / 8);
  return {
    digest: createHash('sha256').update(png.subarray(16, 29)).update(raw).digest('hex'),
    // Only images without an alpha channel and palette: there, black is zero.
    isBlack: rowBytes > 0 && interlaced === 0 && isZero(raw, rowBytes + 1),
  };
}

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3 };

/** Filtered rows of zeros are rows of zeros, whichever filter the first byte of a row names. */
function isZero(raw: Buffer, stride: number): boolean {
  if (raw.length === 0 || raw.length % stride !== 0) return false;
  for (let at = 0; at < raw.length; at++) {
    if (at % stride !== 0 && raw[at] !== 0) return false;
  }
  return true;
}
