import { usesRateAsFactor } from '../profiles/optimizers';
import { holdsVariable } from '../syntax/config-node';
import type { Rule } from './rule';

export const fixedOptimizerRate: Rule = {
  code: 'fixed-optimizer-rate',
  severity: 'warning',
  summary: 'With Prodigy and D-Adaptation a low learning rate learns nothing.',
  claims: [{ where: 'step', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const optimizer = process.text('train.optimizer');
      const rate = process.number('train.lr');
      if (!optimizer || !rate || holdsVariable(optimizer)) continue;
      if (!usesRateAsFactor(optimizer.value) || rate.value >= 0.1 || rate.value <= 0) continue;
      yield {
        span: rate.span,
        message: `'${optimizer.value}' estimates the learning rate itself and multiplies it by 'lr': with 'lr: ${rate.source}' the run learns next to nothing, although the log says 'Using lr 1.0'. Write 'lr: 1.0'.`,
        related: [{ span: optimizer.span, message: 'The optimizer is set here.' }],
        fixes: [{ title: "Change to '1.0'", safe: false, edits: [{ span: rate.span, newText: '1.0' }] }],
      };
    }
  },
};
