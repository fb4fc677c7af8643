import { archFacts } from '../profiles/archs';
import { familyOf } from '../profiles/model-families';
import { setsOwnRate } from '../profiles/optimizers';
import { insertEntry } from '../syntax/text-edits';
import { isReportedElsewhere } from '../trainer/reported-elsewhere';
import type { Rule } from './rule';

export const defaultLearningRate: Rule = {
  code: 'default-learning-rate',
  severity: 'warning',
  summary: 'Without `lr` ai-toolkit trains at 0.000001, which is too low for a LoRA.',
  claims: [{ where: 'step', what: 'ignored', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const train = process.section('train');
      const arch = archFacts(process.arch);
      // Qwen-Image has a rule of its own, with the guide's numbers.
      if (!train?.key || !arch || train.entry('lr') || familyOf(process) === 'qwen') continue;
      if (!process.entry('network') || isReportedElsewhere(process, 'train', 'lr')) continue;
      const optimizer = train.text('optimizer')?.value;
      const ownRate = setsOwnRate(optimizer);
      if (ownRate && !/^prodigy|^dadaptation/i.test(optimizer ?? '')) continue;
      const value = ownRate ? '1.0' : '0.0001';
      yield {
        span: train.key.span,
        message: `Without 'lr' ai-toolkit trains at 0.000001, at which a LoRA of ${arch.name} learns next to nothing. Write 'lr: ${value}'.`,
        missing: true,
        fixes: [
          {
            title: `Insert 'lr: ${value}'`,
            safe: false,
            edits: [insertEntry(config.document, train.mapping, 'lr', value)],
          },
        ],
      };
    }
  },
};
