import { isNumber } from '../model/config-node';
import type { Fix } from '../model/finding';
import { renameKey } from '../model/text-edits';
import type { Rule } from './rule';

export const lostGradients: Rule = {
  code: 'lost-gradients',
  severity: 'warning',
  summary: '`gradient_accumulation_steps` above 1 throws most gradients away.',

  *check(config) {
    for (const process of config.trainers) {
      const entry = process.entry('train.gradient_accumulation_steps');
      if (!entry || !isNumber(entry.value) || entry.value.value <= 1) continue;
      const count = entry.value.value;
      // Both keys raise when gradient_accumulation is above 1; that is another rule's finding.
      const other = process.entry('train.gradient_accumulation');
      const fixes: Fix[] = other
        ? []
        : [
            {
              title: `Write 'gradient_accumulation: ${count}'`,
              safe: true,
              edits: [renameKey(entry, 'gradient_accumulation')],
            },
          ];
      yield {
        span: entry.key.span,
        message: `ai-toolkit clears the gradients at every step, so with 'gradient_accumulation_steps: ${count}' those of ${count - 1} in ${count} steps are thrown away. Write 'gradient_accumulation: ${count}', which sums them.`,
        fixes,
      };
    }
  },
};
