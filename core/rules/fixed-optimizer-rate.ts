import { holdsVariable } from '../syntax/config-node';
import type { Rule } from './rule';

export const fixedOptimizerRate: Rule = {
  code: 'fixed-optimizer-rate',
  severity: 'information',
  summary: 'Prodigy and D-Adaptation raise a learning rate below 0.1 to 1.0.',

  *check(config) {
    for (const process of config.trainers) {
      const optimizer = process.text('train.optimizer');
      const rate = process.number('train.lr');
      if (!optimizer || !rate || holdsVariable(optimizer)) continue;
      if (!/^(?:prodigy|dadaptation)/i.test(optimizer.value) || rate.value >= 0.1) continue;
      yield {
        span: rate.span,
        message: `'${optimizer.value}' finds its own learning rate: ai-toolkit raises 'lr: ${rate.source}' to 1.0.`,
        related: [{ span: optimizer.span, message: 'The optimizer is set here.' }],
        fixes: [{ title: "Change to '1.0'", safe: false, edits: [{ span: rate.span, newText: '1.0' }] }],
      };
    }
  },
};
