import { imageSize } from 'image-size';
import type { ImageFacts } from '../../../../core/language-service';
import { type ByteSource, latin1, mostBytes, viewOf, withBytes } from './byte-source';
import { gifFacts } from './gif-facts';
import { jpegFacts } from './jpeg-facts';
import { pngFacts } from './png-facts';
import { webpFacts } from './webp-facts';

/** Pillow refuses images with more pixels. */
const mostPixels = 178_956_970;
/** Bytes that hold the size of nearly every image. */
const headBytes = 4096;
/** Formats that Pillow opens besides JPEG, PNG and WebP. */
const openable: ReadonlySet<string> = new Set([
  'gif',
  'bmp',
  'tiff',
  'avif',
  'ico',
  'icns',
  'cur',
  'psd',
  'dds',
  'pnm',
  'tga',
  'jp2',
  'j2c',
]);

const notAnImage: ImageFacts = {
  format: '',
  stored: undefined,
  size: undefined,
  channels: undefined,
  problem: 'unreadable',
};

/**
 * What Pillow makes of an image file, judged from its headers and its end: nothing is decoded.
 *
 * @returns undefined when the file cannot be read
 */
export function readImageFacts(file: string): ImageFacts | undefined {
  return withBytes(file, factsOf);
}

function factsOf(bytes: ByteSource): ImageFacts {
  const head = bytes.read(0, headBytes);
  if (latin1(head, 0, 3) === '\xff\xd8\xff') return jpeg(bytes);
  if (latin1(head, 0, 8) === '\x89PNG\r\n\x1a\n') return png(bytes, head);
  if (latin1(head, 0, 4) === 'RIFF' && latin1(head, 8, 12) === 'WEBP') return webp(bytes, head);
  return other(bytes, head);
}

function jpeg(bytes: ByteSource): ImageFacts {
  const facts = jpegFacts(bytes);
  if (!facts) return notAnImage;
  const { width, height, orientation, channels, whole } = facts;
  return image('jpg', { width, height }, { orientation, channels, whole });
}

function png(bytes: ByteSource, head: Uint8Array): ImageFacts {
  const size = measured(head);
  const facts = pngFacts(bytes);
  return size && facts.opens ? image('png', size, facts) : notAnImage;
}

function webp(bytes: ByteSource, head: Uint8Array): ImageFacts {
  const size = measured(head);
  return size ? image('webp', size, webpFacts(bytes)) : notAnImage;
}

function other(bytes: ByteSource, head: Uint8Array): ImageFacts {
  // TIFF and AVIF may keep their directory anywhere.
  const size = measured(head) ?? (bytes.size > head.length ? measured(bytes.read(0, mostBytes)) : undefined);
  if (!size || !openable.has(size.type)) return notAnImage;
  const gif = size.type === 'gif' ? gifFacts(bytes) : undefined;
  if (gif?.opens === false) return notAnImage;
  const orientation = size.orientation ?? 1;
  const whole = gif?.whole ?? (size.type !== 'bmp' || hasAllRows(bytes, head));
  return image(size.type, size, { orientation, channels: undefined, whole });
}

/** Whether the rows of an uncompressed bitmap are all there; Pillow cannot decode it otherwise. */
function hasAllRows(bytes: ByteSource, head: Uint8Array): boolean {
  if (head.length < 34) return false;
  const view = viewOf(head);
  const [offset, headerSize] = [view.getUint32(10, true), view.getUint32(14, true)];
  if (headerSize < 40 || view.getUint32(30, true) !== 0) return true;
  const rowBits = view.getInt32(18, true) * view.getUint16(28, true);
  const rows = Math.abs(view.getInt32(22, true));
  return bytes.size >= offset + 4 * Math.ceil(rowBits / 32) * rows;
}

function image(
  format: string,
  { width, height }: { readonly width: number; readonly height: number },
  facts: { readonly orientation: number; readonly channels: number | undefined; readonly whole: boolean },
): ImageFacts {
  if (width < 1 || height < 1) return notAnImage;
  const onSide = facts.orientation >= 5;
  return {
    format,
    stored: { width, height },
    size: onSide ? { width: height, height: width } : { width, height },
    channels: facts.channels,
    problem: width * height > mostPixels ? 'too large' : facts.whole ? undefined : 'truncated',
  };
}

function measured(
  head: Uint8Array,
): { width: number; height: number; type: string; orientation: number | undefined } | undefined {
  try {
    const { width, height, type, orientation } = imageSize(head);
    return { width, height, type: type ?? '', orientation };
  } catch {
    // The library throws for what is not an image; that is an answer here.
    return undefined;
  }
}
