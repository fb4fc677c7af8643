import { isQwen } from '../profiles/model-families';
import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const captionTags: DiskRule = {
  code: 'caption-tags',
  severity: 'hint',
  summary: 'Captions that are lists of tags, for a text encoder that reads sentences.',
  claims: [{ where: 'dataset', what: 'advice', seen: 'source' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const read = scanned.images.filter(({ caption }) => caption.source === 'file' && caption.raw?.trim());
        const tagged = read.filter(({ caption }) => looksLikeTags(caption.raw ?? ''));
        if (tagged.length < 3 || tagged.length * 2 < read.length) continue;
        yield {
          span: path.span,
          message: `${countOf(tagged.length, 'caption')} look like lists of tags: ${nameSome(tagged.map(({ caption }) => caption.file ?? ''))}. The text encoder of Qwen-Image is a language model and understands sentences better.`,
        };
      }
    }
  },
};

/** At least five short parts between commas, with no sentence among them. */
function looksLikeTags(text: string): boolean {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length < 5 || /[.!?]\s/.test(text)) return false;
  return (
    parts.every((part) => part.split(/\s+/).length <= 3) ||
    (parts.some((part) => /^\w+_\w+$/.test(part)) && parts.every((part) => part.length <= 30))
  );
}
