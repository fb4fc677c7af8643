import { bucketOf, qwenDivisibility, type Size } from '../run-arithmetic';
import type { DatasetSettings } from './dataset-settings';
import { PythonError } from './python-error';

/** How an image is brought to the size at which it is trained. */
export interface ImageFit {
  /** Pixels to which the image is resized before the crop. */
  readonly scale: Size;
  /** The part that is trained; x and y are null where they are drawn at random. */
  readonly crop: { readonly x: number | null; readonly y: number | null } & Size;
}

/**
 * The size, scale and crop of one image of a dataset with buckets (toolkit/dataloader_mixins.py:236-299).
 *
 * @param image pixels after EXIF rotation
 * @throws PythonError for a resolution or a scale that cannot be used
 */
export function fitImage(image: Size, settings: DatasetSettings): ImageFit {
  const scale = settings.scale ?? 1;
  const size = { width: Math.trunc(image.width * scale), height: Math.trunc(image.height * scale) };
  const resolution = settings.resolution;
  if (typeof resolution !== 'number') throw unusableResolution(resolution.wrongType, settings.squareCrop);
  return settings.squareCrop ? fitSquare(size, resolution) : fitBucket(size, resolution, settings.randomCrop);
}

function fitSquare(size: Size, resolution: number): ImageFit {
  if (size.width === 0 || size.height === 0) throw new PythonError('ZeroDivisionError', 'division by zero');
  const factor = Math.max(resolution / size.width, resolution / size.height);
  const scale = { width: Math.ceil(size.width * factor), height: Math.ceil(size.height * factor) };
  const middle = (side: number) => Math.trunc(side / 2 - resolution / 2);
  const wide = size.width > size.height;
  return {
    scale,
    crop: {
      x: wide ? middle(scale.width) : 0,
      y: wide ? 0 : middle(scale.height),
      width: resolution,
      height: resolution,
    },
  };
}

function fitBucket(size: Size, resolution: number, random: boolean): ImageFit {
  if (size.width * size.height === 0) throw new PythonError('ZeroDivisionError', 'division by zero');
  const bucket = bucketOf(size, resolution, qwenDivisibility);
  const factor = Math.max(bucket.width / size.width, bucket.height / size.height);
  const scale = { width: Math.ceil(size.width * factor), height: Math.ceil(size.height * factor) };
  const offset = (whole: number, part: number) => (random ? null : Math.trunc((whole - part) / 2));
  return {
    scale,
    crop: { x: offset(scale.width, bucket.width), y: offset(scale.height, bucket.height), ...bucket },
  };
}

function unusableResolution(type: string, squareCrop: boolean): PythonError {
  if (squareCrop)
    return new PythonError('TypeError', `unsupported operand type(s) for /: '${type}' and 'int'`);
  if (type === 'str' || type === 'list') {
    return new PythonError('TypeError', `can't multiply sequence by non-int of type '${type}'`);
  }
  return new PythonError('TypeError', `unsupported operand type(s) for *: '${type}' and '${type}'`);
}
