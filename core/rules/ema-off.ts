import { insertEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

export const emaOff: Rule = {
  code: 'ema-off',
  severity: 'information',
  summary: '`ema_config` does nothing without `use_ema: true`.',
  claims: [{ where: 'save', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const ema = process.section('train.ema_config');
      // If use_ema is written, its value is a deliberate choice.
      if (!ema?.key || ema.mapping.entries.length === 0 || ema.entry('use_ema')) continue;
      yield {
        span: ema.key.span,
        message:
          "Without 'use_ema: true' ai-toolkit does not average the weights and ignores the rest of 'ema_config'.",
        missing: true,
        fixes: [
          {
            title: "Insert 'use_ema: true'",
            safe: false,
            edits: [insertEntry(config.document, ema.mapping, 'use_ema', 'true')],
          },
        ],
      };
    }
  },
};
