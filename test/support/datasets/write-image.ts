import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** What is done to a file after it was made, or instead of it. */
export interface SpecialImage {
  /** EXIF orientation, 1 to 8. */
  readonly exif?: number;
  /** Fraction of the bytes that are kept. */
  readonly keep?: number;
  /** Bytes cut off the end. */
  readonly cut?: number;
  /** So many zero bytes, no image. */
  readonly bytes?: number;
  /** This text, no image. */
  readonly text?: string;
  readonly frames?: number;
}

/** The bytes of an image of one flat color in one of Pillow's modes. */
export async function imageBytes(
  width: number,
  height: number,
  mode: string,
  format: string,
  special: SpecialImage = {},
): Promise<Buffer> {
  if (special.bytes !== undefined) return Buffer.alloc(special.bytes);
  if (special.text !== undefined) return Buffer.from(special.text);
  const whole = await encoded(width, height, mode, format, special);
  if (special.keep !== undefined) return whole.subarray(0, Math.floor(whole.length * special.keep));
  return special.cut === undefined ? whole : whole.subarray(0, whole.length - special.cut);
}

async function encoded(
  width: number,
  height: number,
  mode: string,
  format: string,
  { exif, frames }: SpecialImage,
): Promise<Buffer> {
  if (format === 'png') return pngBytes(width, height, mode, { exif, frames });
  if (format === 'bmp') return bmpBytes(width, height);
  const flat = sharp({
    create: {
      width,
      height,
      channels: mode === 'RGBA' ? 4 : 3,
      background: { r: 120, g: 60, b: 200, alpha: 0.5 },
    },
  });
  const colored =
    mode === 'CMYK' ? flat.toColourspace('cmyk') : mode === 'L' ? flat.toColourspace('b-w') : flat;
  const turned = exif === undefined ? colored : colored.withMetadata({ orientation: exif });
  if (frames !== undefined) return animated(width, height, format, frames);
  switch (format) {
    case 'jpeg':
      return turned.jpeg().toBuffer();
    case 'webp':
      return turned.webp({ lossless: mode === 'RGBA' }).toBuffer();
    case 'gif':
      return turned.gif().toBuffer();
    case 'tiff':
      return turned.tiff().toBuffer();
    case 'avif':
      return turned.avif({ effort: 0 }).toBuffer();
    default:
      throw new Error(`no encoder for ${format}`);
  }
}

async function animated(width: number, height: number, format: string, frames: number): Promise<Buffer> {
  const pages = await Promise.all(
    Array.from({ length: frames }, (_, index) =>
      sharp({ create: { width, height, channels: 3, background: { r: 20 + 60 * index, g: 0, b: 90 } } })
        .png()
        .toBuffer(),
    ),
  );
  const joined = sharp(pages, { join: { animated: true } });
  return format === 'gif' ? joined.gif().toBuffer() : joined.webp().toBuffer();
}

/** Bits of a sample and color type by Pillow's mode. */
const pngModes: Readonly<Record<string, readonly [bits: number, colorType: number, channels: number]>> = {
  '1': [1, 0, 1],
  L: [8, 0, 1],
  'I;16': [16, 0, 1],
  P: [8, 3, 1],
  LA: [8, 4, 2],
  RGB: [8, 2, 3],
  RGBA: [8, 6, 4],
};

/** A PNG in any mode; `frames` makes it an animation of as many equal frames. */
export function pngBytes(
  width: number,
  height: number,
  mode = 'RGB',
  { exif, frames }: { readonly exif?: number | undefined; readonly frames?: number | undefined } = {},
): Buffer {
  const found = pngModes[mode];
  if (!found) throw new Error(`no PNG of mode ${mode}`);
  const [bits, colorType, channels] = found;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colorType, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + Math.ceil((width * channels * bits) / 8), mode === 'P' ? 0 : 0x55);
  row[0] = 0;
  const data = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)), { level: 1 });
  const chunks = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header)];
  if (mode === 'P') chunks.push(chunk('PLTE', Buffer.from([10, 20, 30])));
  if (exif !== undefined) chunks.push(chunk('eXIf', exifBlock(exif)));
  if (frames !== undefined) chunks.push(chunk('acTL', uint32s(frames, 0)), frameControl(0, width, height));
  chunks.push(chunk('IDAT', data));
  for (let frame = 1; frame < (frames ?? 1); frame++) {
    chunks.push(
      frameControl(frame * 2 - 1, width, height),
      chunk('fdAT', Buffer.concat([uint32s(frame * 2), data])),
    );
  }
  chunks.push(chunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(chunks);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([uint32s(data.length), named, uint32s(crc32(named))]);
}

function frameControl(sequence: number, width: number, height: number): Buffer {
  const times = Buffer.from([0, 1, 0, 10, 0, 0]);
  return chunk('fcTL', Buffer.concat([uint32s(sequence, width, height, 0, 0), times]));
}

function uint32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** A TIFF block whose only entry is the orientation. */
function exifBlock(orientation: number): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.write('MM\0*', 0, 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(1, 8);
  bytes.writeUInt16BE(0x0112, 10);
  bytes.writeUInt16BE(3, 12);
  bytes.writeUInt32BE(1, 14);
  bytes.writeUInt16BE(orientation, 18);
  return bytes;
}

function bmpBytes(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height, 0x55);
  bytes.fill(0, 0, 54);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.writeUInt32LE(row * height, 34);
  return bytes;
}
