import { holdsVariable } from '../syntax/config-node';
import { insertEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

/**
 * Kohya's folder names: repeats, an underscore, the concept. `03_lora` is a number in a list, `512_768` a size and `3_d` a word,
 * and nobody repeats an image more than 200 times.
 */
const kohyaName = /^([1-9]\d{0,2})_\p{L}\S/u;
const mostRepeats = 200;

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
        if (!(repeats > 1 && repeats <= mostRepeats)) continue;
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
