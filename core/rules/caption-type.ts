import { holdsVariable, isText } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry, renameKey } from '../syntax/text-edits';
import type { Rule } from './rule';

export const captionType: Rule = {
  code: 'caption-type',
  severity: 'error',
  summary: '`caption_type` without a dot does not find any caption.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        const entry = dataset.entry('caption_type');
        if (!entry || !isText(entry.value) || holdsVariable(entry.value)) continue;
        const extension = entry.value.value;
        if (extension === '' || extension.startsWith('.')) continue;
        const current = dataset.text('caption_ext')?.value;
        const remove = removeEntry(config.document, dataset.mapping, entry);
        const fix: Fix = dataset.entry('caption_ext')
          ? {
              title: "Remove 'caption_type'",
              safe: current === extension || current === `.${extension}`,
              edits: [remove],
            }
          : {
              title: `Write 'caption_ext: ${extension}'`,
              safe: true,
              edits: [renameKey(entry, 'caption_ext')],
            };
        yield {
          span: entry.key.span,
          message: `With 'caption_type: ${extension}' ai-toolkit looks for files such as 'image${extension}' (without the dot), so it trains every image without its caption. Write 'caption_ext: ${extension}'.`,
          fixes: [fix],
          deprecated: true,
        };
      }
    }
  },
};
