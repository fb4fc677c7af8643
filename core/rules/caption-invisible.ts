import { nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

/** Joiners are left out: several scripts and emoji need them. */
const invisible: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^\u{feff}/u, 'a byte order mark at the beginning'],
  [/(?!^)\u{feff}|[\u{200b}\u{2060}\u{ad}]/u, 'a character of no width'],
  [/\u{fffd}/u, "'\u{fffd}', which replaces letters that could not be read"],
];

export const captionInvisible: DiskRule = {
  code: 'caption-invisible',
  severity: 'hint',
  summary: 'Captions with a byte order mark or other characters that cannot be seen and are trained.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        for (const [pattern, name] of invisible) {
          const files = scanned.images
            .filter(({ caption }) => caption.source === 'file' && pattern.test(caption.raw ?? ''))
            .map(({ caption }) => caption.file ?? '');
          if (files.length === 0) continue;
          yield {
            span: path.span,
            message: `ai-toolkit trains ${name} as part of the caption: ${nameSome(files)}. Save ${files.length === 1 ? 'the file' : 'the files'} as UTF-8 without it.`,
          };
        }
      }
    }
  },
};
