import { holdsVariable } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenEditFlip: Rule = {
  code: 'qwen-edit-flip',
  severity: 'warning',
  summary: '`flip_x` and `flip_y` mirror the target image but not its control images.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (process.arch !== 'qwen_image_edit_plus') continue;
      for (const dataset of process.datasets) {
        for (const key of ['flip_x', 'flip_y']) {
          const value = dataset.node(key);
          if (value?.kind !== 'scalar' || !dataset.truthy(key) || holdsVariable(value)) continue;
          yield {
            span: value.span,
            message: `'${key}' adds a mirrored copy of each target image, but its control images stay as they are, so half of the pairs do not match. Write '${key}: false'.`,
            fixes: [{ title: "Change to 'false'", safe: false, edits: [replaceScalar(value, false)] }],
          };
        }
      }
    }
  },
};
