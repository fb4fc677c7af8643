import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

const pictures = /\.(avif|bmp|gif|heic|heif|jfif|jpe|jp2|jxl|tiff?|psd|raw|dng|cr2|nef)$/i;

export const imageSkipped: DiskRule = {
  code: 'image-skipped',
  severity: 'information',
  summary: 'Images of kinds that ai-toolkit does not train and silently skips.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const files = scanned.skipped
          .filter(({ file, reason }) => reason === 'extension' && pictures.test(file))
          .map(({ file }) => file);
        if (files.length === 0) continue;
        const kinds = [...new Set(files.map((file) => `.${pictures.exec(file)?.[1]?.toLowerCase()}`))].sort();
        yield {
          span: path.span,
          message: `ai-toolkit silently skips ${countOf(files.length, 'file')} (${kinds.join(', ')}): ${nameSome(files)}. It trains only .jpg, .jpeg, .png and .webp. Convert them to use them.`,
        };
      }
    }
  },
};
