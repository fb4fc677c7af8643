import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { TrainedImage } from '../trainer/datasets/index';
import type { DiskRule, FileProbe } from './rule';

/** Bytes that are compared at most, so that a folder of equal sizes does not keep the disk busy. */
const mostCompared = 64 * 1024 * 1024;
/** Enough to tell images of the same size apart. */
const head = 4096;

export const imageDuplicate: DiskRule = {
  code: 'image-duplicate',
  severity: 'information',
  summary: 'The same image twice in a dataset trains twice as often.',
  claims: [{ where: 'dataset', what: 'advice', seen: 'source' }],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const twins = await duplicates(scanned.images, probe);
        if (twins.length === 0) continue;
        yield {
          span: path.span,
          message: `${countOf(twins.length, 'file')} ${twins.length === 1 ? 'has' : 'have'} the same content as another image: ${nameSome(twins)}. ai-toolkit trains each of them.`,
        };
      }
    }
  },
};

/** Every file whose bytes equal those of an earlier one. */
async function duplicates(images: readonly TrainedImage[], probe: FileProbe): Promise<readonly string[]> {
  const bySize = new Map<number, TrainedImage[]>();
  for (const image of images) {
    if (image.item) bySize.set(image.item.size, [...(bySize.get(image.item.size) ?? []), image]);
  }
  const found: string[] = [];
  let left = mostCompared;
  for (const [size, group] of bySize) {
    if (group.length < 2 || size === 0) continue;
    const seen = new Set<string>();
    for (const { path } of group) {
      left -= Math.min(size, head) + size;
      if (left < 0) return found;
      const bytes = await probe.readBytes(path, 0, size);
      if (!bytes) continue;
      const key = digest(bytes);
      if (seen.has(key)) found.push(path);
      seen.add(key);
    }
  }
  return found.sort();
}

/** Two 32-bit FNV hashes over all bytes; equal sizes are compared only, so chance plays no part. */
function digest(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b) + 1;
  }
  return `${a >>> 0}-${b >>> 0}`;
}
