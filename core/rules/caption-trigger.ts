import { countOf, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const captionTrigger: DiskRule = {
  code: 'caption-trigger',
  severity: 'information',
  summary: 'Captions without the trigger word: ai-toolkit puts it in front of them.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, scanned } of placedDatasets(process, scan)) {
        const { trigger, isReg } = scanned.settings;
        if (isReg || typeof trigger !== 'string' || trigger.trim() === '') continue;
        const texts = scanned.images.flatMap(({ caption }) =>
          caption.source === 'file' || caption.source === 'json' ? (caption.raw ?? []) : [],
        );
        const without = texts.filter((text) => !text.includes(trigger) && !/\[(?:trigger|name)\]/.test(text));
        const place = section.node('trigger_word') ?? process.node('trigger_word');
        if (without.length === 0 || !place) continue;
        const share =
          without.length === texts.length
            ? `none of the ${countOf(texts.length, 'caption')}`
            : `${texts.length - without.length} of ${countOf(texts.length, 'caption')}`;
        yield {
          span: place.span,
          message: `'${trigger}' is in ${share} of '${scanned.path}'. ai-toolkit puts it in front of the others, so they train as '${trigger} …'. Upper and lower case count.`,
        };
      }
    }
  },
};
