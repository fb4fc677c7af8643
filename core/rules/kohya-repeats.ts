import { holdsVariable } from '../syntax/config-node';
import { insertEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

/** Kohya's folder names: repeats, an underscore, the concept. */
const kohyaName = /^(\d{1,3})_\S/;

export const kohyaRepeats: Rule = {
  code: 'kohya-repeats',
  severity: 'warning',
  summary:
    'ai-toolkit ignores the number in a folder name such as `40_maya`; `num_repeats` sets the repeats.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        if (dataset.entry('num_repeats')) continue;
        // dataset_path is used when both are set (toolkit/data_loader.py:400-402).
        const key = dataset.text('dataset_path') ? 'dataset_path' : 'folder_path';
        const folder = dataset.text(key);
        if (!folder || holdsVariable(folder)) continue;
        const name = folder.value.split(/[\\/]/).findLast((part) => part !== '') ?? '';
        const repeats = Number(kohyaName.exec(name)?.[1]);
        if (!(repeats > 1)) continue;
        yield {
          span: folder.span,
          message: `ai-toolkit ignores the ${repeats} in '${name}': each image is trained once per epoch, not ${repeats} times. To repeat the images, write 'num_repeats: ${repeats}'.`,
          fixes: [
            {
              title: `Insert 'num_repeats: ${repeats}'`,
              safe: false,
              edits: [insertEntry(config.document, dataset.mapping, 'num_repeats', String(repeats), key)],
            },
          ],
        };
      }
    }
  },
};
