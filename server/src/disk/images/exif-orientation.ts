import { latin1, viewOf } from './byte-source';

const orientationTag = 0x0112;
/** No real IFD has more entries. */
const mostEntries = 512;

/** The EXIF orientation, 1 to 8, in a TIFF block with or without `Exif\0\0` before it; 1 where there is none. */
export function exifOrientation(block: Uint8Array): number {
  const exif = latin1(block, 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = latin1(exif, 0, 2);
  if (exif.length < 8 || (order !== 'II' && order !== 'MM')) return 1;
  const little = order === 'II';
  const view = viewOf(exif);
  const first = view.getUint32(4, little);
  if (first + 2 > exif.length) return 1;
  const count = Math.min(view.getUint16(first, little), mostEntries);
  for (let entry = 0; entry < count; entry++) {
    const at = first + 2 + entry * 12;
    if (at + 12 > exif.length) return 1;
    if (view.getUint16(at, little) !== orientationTag) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
