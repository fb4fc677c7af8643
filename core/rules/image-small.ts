import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const imageSmall: DiskRule = {
  code: 'image-small',
  severity: 'information',
  summary: 'Images smaller than the resolution train at their own size.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, path, scanned, resolutions } of placedDatasets(process, scan)) {
        const sides = resolutions.flatMap(({ settings }) =>
          typeof settings.resolution === 'number' ? settings.resolution : [],
        );
        const smallest = Math.min(...sides);
        const { buckets, squareCrop } = scanned.settings;
        if (!buckets || squareCrop || !Number.isFinite(smallest)) continue;
        // A bucket needs a few pixels less than the square of the resolution, so near misses are not news.
        const small = scanned.images.filter(
          ({ size }) => size.width * size.height < smallest * smallest * 0.8,
        );
        if (small.length === 0) continue;
        const copies =
          sides.length > 1
            ? ` In each of the ${sides.length} resolutions they are the same, so they are trained ${sides.length} times as often.`
            : '';
        yield {
          span: (section.node('resolution') ?? path).span,
          message: `${countOf(small.length, 'image')} of ${scanned.images.length} have fewer pixels than ${smallest} × ${smallest}: ${nameSome(small.map((image) => image.path))}. ai-toolkit does not enlarge them and trains them at their own size.${copies}`,
        };
      }
    }
  },
};
