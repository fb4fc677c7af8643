import { isNumber } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry, renameKey, replaceScalar } from '../syntax/text-edits';
import { byVersion, since013 } from '../toolkit/versions';
import type { Rule } from './rule';

const wholeEpoch =
  "ai-toolkit clears the gradients at every step, so with 'gradient_accumulation_steps: -1' it learns only from the last batch of each epoch. Write 'gradient_accumulation' with a number of batches.";

export const lostGradients: Rule = {
  code: 'lost-gradients',
  severity: 'warning',
  summary: '`gradient_accumulation_steps` above 1 discards most gradients.',
  claims: [{ where: 'step', what: 'changed', seen: 'run' }],
  differsByVersion: true,

  *check(config, { versions }) {
    const combined = byVersion(versions, since013, {
      inside: 'averages',
      outside: 'sums',
      both: 'sums (0.12) or averages (0.13)',
    });
    for (const process of config.trainers) {
      const train = process.section('train');
      const entry = train?.entry('gradient_accumulation_steps');
      if (!train || !entry || !isNumber(entry.value)) continue;
      const count = entry.value.value;
      if (count === -1) yield { span: entry.key.span, message: wholeEpoch };
      if (count <= 1) continue;
      const other = train.entry('gradient_accumulation');
      // Above 1, ai-toolkit does not start; accumulation-conflict reports that.
      if (other && isNumber(other.value) && other.value.value > 1) continue;
      const title = `Write 'gradient_accumulation: ${count}'`;
      const fixes: Fix[] = [];
      if (!other) fixes.push({ title, safe: true, edits: [renameKey(entry, 'gradient_accumulation')] });
      else if (isNumber(other.value)) {
        const remove = removeEntry(config.document, train.mapping, entry);
        fixes.push({ title, safe: true, edits: [replaceScalar(other.value, count), remove] });
      }
      yield {
        span: entry.key.span,
        message: `ai-toolkit clears the gradients at every step, so with 'gradient_accumulation_steps: ${count}' it discards the gradients of ${count - 1} in ${count} steps. Write 'gradient_accumulation: ${count}', which ${combined} them; a step then takes about ${count} times as long.`,
        fixes,
      };
    }
  },
};
