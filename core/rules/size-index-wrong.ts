import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const sizeIndexWrong: DiskRule = {
  code: 'size-index-wrong',
  severity: 'warning',
  summary: 'ai-toolkit works with another image size than the image has, which distorts it.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, path, scanned } of placedDatasets(process, scan)) {
        const wrong = scanned.images.filter((image) => image.trueSize !== undefined);
        if (wrong.length === 0) continue;
        const fast = scanned.settings.fastImageSize ? section.node('fast_image_size') : undefined;
        const reason = fast
          ? "'fast_image_size' ignores the rotation that cameras store, so portraits are squeezed into landscapes. Remove the key"
          : "the size index '.aitk_size.json' contains another size, and ai-toolkit uses it. Delete that file";
        yield {
          span: (fast ?? path).span,
          message: `${countOf(wrong.length, 'image')} would train distorted, such as ${nameSome(wrong.map((image) => image.path))}: ${reason}.`,
        };
      }
    }
  },
};
