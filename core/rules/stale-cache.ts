import { countOf, nameSome, type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule, FileProbe, ProbedItem } from './rule';

export const staleCache: DiskRule = {
  code: 'stale-cache',
  severity: 'warning',
  summary: 'Images that changed after their latents or embeddings were cached train as they were before.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const dataset of placedDatasets(process, scan)) {
        const { cachesLatents, cachesText } = dataset.scanned.settings;
        const stale = [
          ...(cachesLatents ? await staleIn('_latent_cache', dataset, probe, () => []) : []),
          // The name of an embedding contains its caption, so only a changed control image goes unnoticed.
          ...(cachesText ? await staleIn('_t_e_cache', dataset, probe, (image) => image.controls) : []),
        ];
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

/** Images that are newer than their newest cache file, or whose other sources are. */
async function staleIn(
  cache: string,
  { scanned }: PlacedDataset,
  probe: FileProbe,
  sourcesOf: (image: Image) => readonly string[],
): Promise<readonly string[]> {
  const listings = new Map<string, readonly ProbedItem[]>();
  const stale: string[] = [];
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
    const cached = Math.max(...own.map(({ modified }) => modified));
    const sources = cache === '_latent_cache' ? [image.item?.modified ?? 0] : [];
    for (const source of sourcesOf(image)) {
      const item = await probe.stat(source);
      if (typeof item === 'object') sources.push(item.modified);
    }
    if (sources.some((modified) => modified > cached)) stale.push(image.path);
  }
  return stale;
}

/** A stem, an underscore and 22 characters of a hash. */
function isCacheOf(name: string, stem: string): boolean {
  return name.startsWith(`${stem}_`) && /^[\w-]{22}\.safetensors$/.test(name.slice(stem.length + 1));
}
