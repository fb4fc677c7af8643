import { isNumber } from '../model/config-node';
import { replaceSpan } from '../model/text-edits';
import type { Rule } from './rule';

export const duplicateResolution: Rule = {
  code: 'duplicate-resolution',
  severity: 'warning',
  summary: 'A resolution that stands twice in a list trains the dataset twice.',

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        const list = dataset.node('resolution');
        if (list?.kind !== 'sequence') continue;
        const sizes = list.items.filter(isNumber).map((item) => item.value);
        if (sizes.length !== list.items.length || new Set(sizes).size === sizes.length) continue;
        yield {
          span: list.span,
          message: `ai-toolkit does not read ${sizes.join(' and ')} as width and height: each entry is a complete copy of the dataset, so every image is trained ${timesOf(sizes)} at the same size.`,
          fixes: [
            {
              title: `Write 'resolution: ${distinctText(sizes)}'`,
              safe: true,
              edits: [replaceSpan(list.span, distinctText(sizes))],
            },
          ],
        };
      }
    }
  },
};

function timesOf(sizes: readonly number[]): string {
  const most = Math.max(...sizes.map((size) => sizes.filter((other) => other === size).length));
  return most === 2 ? 'twice' : `${most} times`;
}

/** One size alone is written as a number; several stay a list. */
function distinctText(sizes: readonly number[]): string {
  const distinct = [...new Set(sizes)];
  const only = distinct[0];
  if (distinct.length === 1 && only !== undefined) return String(only);
  return `[${distinct.join(', ')}]`;
}
