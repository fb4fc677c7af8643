import { type ConfigNode, holdsVariable, isNumber } from '../syntax/config-node';
import { removeEntry } from '../syntax/text-edits';
import { byVersion, since013 } from '../toolkit/versions';
import type { Rule } from './rule';

export const accumulationConflict: Rule = {
  code: 'accumulation-conflict',
  severity: 'error',
  summary: '`gradient_accumulation` and `gradient_accumulation_steps` cannot be set together.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],
  differsByVersion: true,

  *check(config, { versions }) {
    const combined = byVersion(versions, since013, {
      inside: 'averaged',
      outside: 'summed',
      both: 'summed by ai-toolkit 0.12 and averaged by 0.13',
    });
    for (const process of config.trainers) {
      const train = process.section('train');
      const legacy = train?.entry('gradient_accumulation_steps');
      const current = train?.number('gradient_accumulation');
      if (!train || !legacy || !current || current.value <= 1 || !differsFromOne(legacy.value)) continue;
      yield {
        span: legacy.key.span,
        message: `ai-toolkit stops at the start when 'gradient_accumulation_steps' is set together with 'gradient_accumulation: ${current.value}'. Keep 'gradient_accumulation', which works.`,
        related: [{ span: current.span, message: `The gradients of this many batches are ${combined}.` }],
        fixes: [
          {
            title: "Remove 'gradient_accumulation_steps'",
            safe: false,
            edits: [removeEntry(config.document, train.mapping, legacy)],
          },
        ],
      };
    }
  },
};

/** ai-toolkit compares with 1 only, so 0, -1 and null raise as well (toolkit/config_modules.py:461-463). */
function differsFromOne(value: ConfigNode): boolean {
  if (holdsVariable(value)) return false;
  return !isNumber(value) || value.value !== 1;
}
