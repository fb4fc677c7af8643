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

/** What was found of a scan, which stays the same as long as its files do. */
const known = new WeakMap<readonly TrainedImage[], Promise<readonly string[]>>();

function duplicates(images: readonly TrainedImage[], probe: FileProbe): Promise<readonly string[]> {
  const found = known.get(images) ?? findDuplicates(images, probe);
  known.set(images, found);
  return found;
}

/** Every file whose bytes equal those of an earlier one: of the same size, the same beginning, and then the same whole. */
async function findDuplicates(images: readonly TrainedImage[], probe: FileProbe): Promise<readonly string[]> {
  const bySize = groupsBy(images, ({ item }) => (item && item.size > 0 ? item.size : undefined));
  const found: string[] = [];
  let left = mostCompared;
  const digestOf = async (path: string, length: number): Promise<string | undefined> => {
    left -= length;
    const bytes = left < 0 ? undefined : await probe.readBytes(path, 0, length);
    return bytes && digest(bytes);
  };
  for (const [size, group] of bySize) {
    if (group.length < 2) continue;
    const begin = Math.min(size, head);
    const digests = new Map<string, string | undefined>();
    for (const { path } of group) digests.set(path, await digestOf(path, begin));
    for (const [, alike] of groupsBy(group, ({ path }) => digests.get(path))) {
      if (alike.length < 2) continue;
      const seen = new Set<string>();
      for (const { path } of alike) {
        const key = size <= begin ? digests.get(path) : await digestOf(path, size);
        if (key === undefined) continue;
        if (seen.has(key)) found.push(path);
        seen.add(key);
      }
    }
  }
  return found.sort();
}

/** Items by a key; those without one are left out. */
function groupsBy<T, K>(
  items: readonly T[],
  keyOf: (item: T) => K | undefined,
): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
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
