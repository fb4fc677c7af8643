import { type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const datasetTwice: DiskRule = {
  code: 'dataset-twice',
  severity: 'warning',
  summary: 'The same images are in two datasets and train twice as often.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      const placed = placedDatasets(process, scan);
      for (const [index, dataset] of placed.entries()) {
        const earlier = placed.slice(0, index).find((other) => sharesImages(other, dataset));
        if (!earlier) continue;
        yield {
          span: dataset.path.span,
          message: `Images of this folder are in '${earlier.path.value}' too, and ai-toolkit trains them once for each dataset. To weight a folder, use 'num_repeats' in one dataset.`,
          related: [{ span: earlier.path.span, message: 'The same images are here.' }],
        };
      }
    }
  },
};

/** The same images, at a resolution that both have, and not one of them for regularization. */
function sharesImages(a: PlacedDataset, b: PlacedDataset): boolean {
  if (a.scanned.settings.isReg !== b.scanned.settings.isReg) return false;
  const sides = new Set(a.resolutions.map(({ settings }) => settings.resolution));
  if (!b.resolutions.some(({ settings }) => sides.has(settings.resolution))) return false;
  const files = new Set(a.scanned.images.map((image) => plain(image.path)));
  return b.scanned.images.some((image) => files.has(plain(image.path)));
}

function plain(path: string): string {
  return path.replaceAll(/[\\/]+/g, '/').replace(/^\.\//, '');
}
