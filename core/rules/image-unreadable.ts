import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { SkippedFile } from '../trainer/datasets/index';
import type { DiskRule } from './rule';

export const imageUnreadable: DiskRule = {
  code: 'image-unreadable',
  severity: 'warning',
  summary: 'Image files that ai-toolkit cannot decode and drops.',
  claims: [
    { where: 'dataset', what: 'ignored', seen: 'run' },
    { where: 'step', what: 'fails', seen: 'run', of: 'no image of a dataset can be loaded' },
  ],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, path, scanned } of placedDatasets(process, scan)) {
        const dropped = scanned.skipped.filter(({ reason }) => reason in reasons);
        if (dropped.length > 0) {
          yield {
            span: path.span,
            ...(dropped.length * 3 < scanned.images.length + dropped.length
              ? { severity: 'information' }
              : {}),
            message: `ai-toolkit prints an error for ${countOf(dropped.length, 'file')} and trains without ${dropped.length === 1 ? 'it' : 'them'}: ${describe(dropped)}.`,
          };
        }
        const swapped = scanned.images.filter((image) => image.loadError !== undefined);
        if (swapped.length > 0) {
          const all = swapped.length === scanned.images.length;
          const effect = all
            ? 'No image of this dataset is left, so the run ends at the first step'
            : 'ai-toolkit trains another image in its place each time and only prints a line';
          const mask = all ? section.entry('alpha_mask') : undefined;
          yield {
            span: section.truthy('alpha_mask') && mask ? mask.key.span : path.span,
            ...(all ? { severity: 'error' } : {}),
            message: `${countOf(swapped.length, 'image')} can never be loaded (${swapped[0]?.loadError}): ${nameSome(swapped.map((image) => image.path))}. ${effect}.`,
          };
        }
      }
    }
  },
};

const reasons = {
  missing: 'missing',
  'not an image': 'not an image',
  truncated: 'cut short',
  'too large': 'above 178,956,970 pixels',
} as const;

function describe(dropped: readonly SkippedFile[]): string {
  return Object.entries(reasons)
    .flatMap(([reason, words]) => {
      const files = dropped.filter((file) => file.reason === reason).map(({ file }) => file);
      return files.length === 0 ? [] : [`${nameSome(files)} (${words})`];
    })
    .join(', ');
}
