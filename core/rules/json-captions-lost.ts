import { placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const jsonCaptionsLost: DiskRule = {
  code: 'json-captions-lost',
  severity: 'warning',
  summary: 'Captions of a JSON dataset are not used with cached text embeddings.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, path, scanned } of placedDatasets(process, scan)) {
        if (!scanned.isJson || !scanned.settings.cachesText) continue;
        const key = section.entry('cache_text_embeddings') ?? process.entry('train.cache_text_embeddings');
        yield {
          span: path.span,
          message:
            "With 'cache_text_embeddings' ai-toolkit silently ignores the captions of this JSON file: it caches caption files next to the images, or an empty caption. Write caption files, or do not cache.",
          ...(key ? { related: [{ span: key.key.span, message: 'Caching is on here.' }] } : {}),
        };
      }
    }
  },
};
