import type { DatasetSettings } from './dataset-settings';
import { PythonError } from './python-error';
import type { Bucket, TrainedImage } from './scanned-dataset';

/**
 * How often each image of a dataset occurs (toolkit/data_loader.py:452-454).
 *
 * @throws PythonError for a value that cannot be compared or multiplied
 */
export function checkedRepeats({ repeats }: DatasetSettings): number {
  if (typeof repeats === 'number') return repeats;
  const { wrongType } = repeats;
  if (wrongType === 'float') {
    throw new PythonError('TypeError', "can't multiply sequence by non-int of type 'float'");
  }
  throw new PythonError('TypeError', `'>' not supported between instances of '${wrongType}' and 'int'`);
}

/** The batch size of a dataset with buckets, which Python uses as the step of a range. */
export function bucketBatchSize({ batchSize }: DatasetSettings): number {
  if (typeof batchSize !== 'number') {
    throw new PythonError('TypeError', `'${batchSize.wrongType}' object cannot be interpreted as an integer`);
  }
  if (batchSize === 0) throw new PythonError('ValueError', 'range() arg 3 must not be zero');
  return batchSize;
}

/** Groups images by the size at which they train; each counts `times`. In order of width, then height. */
export function makeBuckets(images: readonly TrainedImage[], times: number): readonly Bucket[] {
  const buckets = new Map<string, { width: number; height: number; files: number }>();
  for (const { fit } of images) {
    if (!fit) continue;
    const { width, height } = fit.crop;
    const key = `${width}x${height}`;
    const bucket = buckets.get(key) ?? { width, height, files: 0 };
    bucket.files += times;
    buckets.set(key, bucket);
  }
  return [...buckets.values()].sort((a, b) => a.width - b.width || a.height - b.height);
}

/** Batches of all buckets, and the duplicates that fill short ones (toolkit/dataloader_mixins.py:199-215). */
export function batchBuckets(buckets: readonly Bucket[], size: number): { length: number; padded: number } {
  if (size < 0) return { length: 0, padded: 0 };
  const length = buckets.reduce((sum, bucket) => sum + Math.ceil(bucket.files / size), 0);
  const files = buckets.reduce((sum, bucket) => sum + bucket.files, 0);
  return { length, padded: length * size - files };
}
