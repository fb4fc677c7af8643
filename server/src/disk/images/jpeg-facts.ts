import { type ByteSource, viewOf } from './byte-source';
import { exifOrientation } from './exif-orientation';

/** What the markers of a JPEG tell. */
export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly channels: number;
  /** Whether the end marker is there, without which Pillow refuses the image. */
  readonly whole: boolean;
}

/** Segments before the image data; files with more are not images of people's datasets. */
const mostSegments = 4096;

/** Reads the markers of a JPEG; undefined when there is no frame header, so that Pillow does not open the file. */
export function jpegFacts(bytes: ByteSource): JpegFacts | undefined {
  let orientation: number | undefined;
  let frame: { width: number; height: number; channels: number } | undefined;
  let at = 2;
  for (let segment = 0; segment < mostSegments; segment++) {
    const head = bytes.read(at, 10);
    if (head.length < 4 || head[0] !== 0xff) break;
    const marker = head[1] ?? 0;
    if (marker === 0xff || (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = viewOf(head).getUint16(2);
    if (marker === 0xe1 && orientation === undefined) orientation = orientationIn(bytes, at, length);
    if (isFrame(marker) && head.length >= 10) {
      const view = viewOf(head);
      frame = {
        height: view.getUint16(5),
        width: view.getUint16(7),
        channels: head[9] ?? 3,
      };
    }
    at += 2 + length;
    if (marker !== 0xda) continue;
    return frame && { ...frame, orientation: orientation ?? 1, whole: reachesEnd(bytes, at) };
  }
  return frame && { ...frame, orientation: orientation ?? 1, whole: false };
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The first APP1 segment that is EXIF; others hold XMP. */
function orientationIn(bytes: ByteSource, at: number, length: number): number | undefined {
  const block = bytes.read(at + 4, Math.max(0, length - 2));
  const isExif = String.fromCharCode(...block.subarray(0, 4)) === 'Exif';
  return isExif ? exifOrientation(block) : undefined;
}

/** Whether an end marker follows the image data; some cameras and editors write more after it. */
function reachesEnd(bytes: ByteSource, dataStart: number): boolean {
  const tail = bytes.read(bytes.size - 2, 2);
  if (tail[0] === 0xff && tail[1] === 0xd9) return true;
  const data = bytes.read(dataStart, bytes.size - dataStart);
  for (let at = data.indexOf(0xff); at >= 0 && at + 1 < data.length; at = data.indexOf(0xff, at + 1)) {
    if (data[at + 1] === 0xd9) return true;
  }
  return false;
}
