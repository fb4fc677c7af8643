import { isQwen } from '../profiles/model-families';
import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

/** The encoder cuts at 1024 tokens, which are about so many characters of English. */
const mostCharacters = 4000;

export const captionLong: DiskRule = {
  code: 'caption-long',
  severity: 'hint',
  summary: 'Captions that are longer than the text encoder reads.',
  claims: [{ where: 'dataset', what: 'costs', seen: 'source' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const long = scanned.images.filter(({ caption }) => (caption.caption ?? '').length > mostCharacters);
        if (long.length === 0) continue;
        yield {
          span: path.span,
          message: `${countOf(long.length, 'caption')} ${long.length === 1 ? 'has' : 'have'} more than ${mostCharacters} characters: ${nameSome(long.map(({ caption }) => caption.file ?? ''))}. The text encoder reads about 1,024 tokens, and the rest is cut off.`,
        };
      }
    }
  },
};
