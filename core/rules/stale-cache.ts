import type { Finding } from '../syntax/finding';
import { countOf, nameSome, type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule, FileProbe, ProbedItem } from './rule';
import { damageCheck } from './stale-cache/damaged';

export const staleCache: DiskRule = {
  code: 'stale-cache',
  severity: 'warning',
  summary: 'Images that changed after their latents or embeddings were cached train as they were before.',
  claims: [
    { where: 'dataset', what: 'changed', seen: 'run' },
    { where: 'step', what: 'fails', seen: 'run', of: 'every cache file is damaged' },
  ],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const dataset of placedDatasets(process, scan)) {
        const { cachesLatents, cachesText } = dataset.scanned.settings;
        const found = [
          ...(cachesLatents ? [await inspect('_latent_cache', dataset, probe, () => [])] : []),
          // The name of an embedding contains its caption, so only a changed control image goes unnoticed.
          ...(cachesText ? [await inspect('_t_e_cache', dataset, probe, (image) => image.controls)] : []),
        ];
        for (const { damaged } of found) yield* damagedFinding(dataset, damaged);
        const stale = found.flatMap((one) => one.stale);
        if (stale.length === 0) continue;
        yield {
          span: dataset.path.span,
          message: `${countOf(stale.length, 'image')} ${stale.length === 1 ? 'is' : 'are'} newer than the cached data of the same name: ${nameSome(stale)}. ai-toolkit uses the cache as it is. Delete the cache files of these images.`,
        };
      }
    }
  },
};

type Image = PlacedDataset['scanned']['images'][number];

function* damagedFinding({ path, scanned }: PlacedDataset, damaged: readonly string[]): Iterable<Finding> {
  if (damaged.length === 0) return;
  const all = damaged.length === scanned.images.length;
  const effect = all
    ? 'the run ends at the first step'
    : 'it prints an error and trains another image instead';
  yield {
    span: path.span,
    ...(all ? { severity: 'error' } : {}),
    message: `The cached data of ${countOf(damaged.length, 'image')} ${damaged.length === 1 ? 'is' : 'are'} cut short or damaged: ${nameSome(damaged)}. ai-toolkit does not make ${damaged.length === 1 ? 'it' : 'them'} again: ${effect}. Delete these cache files.`,
  };
}

interface Inspected {
  readonly stale: readonly string[];
  readonly damaged: readonly string[];
}

/** Images that are newer than their newest cache file, or whose other sources are, and those whose cache cannot be read. */
async function inspect(
  cache: string,
  { scanned }: PlacedDataset,
  probe: FileProbe,
  sourcesOf: (image: Image) => readonly string[],
): Promise<Inspected> {
  const listings = new Map<string, readonly ProbedItem[]>();
  const isDamaged = damageCheck(probe);
  const stale: string[] = [];
  const damaged: string[] = [];
  for (const image of scanned.images) {
    const cut = Math.max(image.path.lastIndexOf('/'), image.path.lastIndexOf('\\'));
    const folder = image.path.slice(0, Math.max(0, cut));
    const stem = image.path.slice(cut + 1).replace(/\.[^.]*$/, '');
    let items = listings.get(folder);
    if (!items) {
      items = (await probe.listFolder(probe.join(folder === '' ? '.' : folder, cache))) ?? [];
      listings.set(folder, items);
    }
    const own = items.filter(({ name }) => isCacheOf(name, stem));
    if (own.length === 0) continue;
    const newest = own.reduce((best, next) => (next.modified > best.modified ? next : best));
    const cached = newest.modified;
    if (await isDamaged(probe.join(folder === '' ? '.' : folder, cache), newest)) damaged.push(image.path);
    const sources = cache === '_latent_cache' ? [image.item?.modified ?? 0] : [];
    for (const source of sourcesOf(image)) {
      const item = await probe.stat(source);
      if (typeof item === 'object') sources.push(item.modified);
    }
    if (sources.some((modified) => modified > cached)) stale.push(image.path);
  }
  return { stale, damaged };
}

/** A stem, an underscore and 22 characters of a hash. */
function isCacheOf(name: string, stem: string): boolean {
  return name.startsWith(`${stem}_`) && /^[\w-]{22}\.safetensors$/.test(name.slice(stem.length + 1));
}
