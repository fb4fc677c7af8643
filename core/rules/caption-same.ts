import { placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

/** Fewer images say nothing about a habit. */
const fewest = 5;

export const captionSame: DiskRule = {
  code: 'caption-same',
  severity: 'hint',
  summary: 'All captions of a dataset are the same.',
  claims: [{ where: 'dataset', what: 'advice', seen: 'source' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const texts = scanned.images.flatMap(({ caption }) =>
          caption.source === 'file' && caption.raw?.trim() ? [caption.raw.trim()] : [],
        );
        const [first] = texts;
        if (first === undefined || texts.length < fewest || texts.some((text) => text !== first)) continue;
        const shown = first.length > 60 ? `${first.slice(0, 60)}…` : first;
        yield {
          span: path.span,
          message: `All ${texts.length} captions are the same: '${shown}'. The model then cannot tell what belongs to the subject and what to the single image. Describe each image.`,
        };
      }
    }
  },
};
