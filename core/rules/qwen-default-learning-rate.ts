import { isQwen, modelFamilies } from '../profiles/model-families';
import { setsOwnRate, usesRateAsFactor } from '../profiles/optimizers';
import { holdsVariable } from '../syntax/config-node';
import { formatScalar, insertEntry } from '../syntax/text-edits';
import { isReportedElsewhere } from '../trainer/reported-elsewhere';
import type { Rule } from './rule';

export const qwenDefaultLearningRate: Rule = {
  code: 'qwen-default-learning-rate',
  severity: 'warning',
  summary: 'Without `train.lr` ai-toolkit trains at 0.000001, which is far too low to learn anything.',
  claims: [{ where: 'step', what: 'ignored', seen: 'run' }],

  *check(config, { useCase }) {
    for (const process of config.trainers) {
      const train = process.section('train');
      if (!train?.key || train.entry('lr') || !isQwen(process)) continue;
      const optimizer = train.text('optimizer');
      const isFactor = usesRateAsFactor(optimizer?.value);
      if ((setsOwnRate(optimizer?.value) && !isFactor) || holdsVariable(optimizer)) continue;
      if (isReportedElsewhere(process, 'train', 'lr')) continue;
      const best = isFactor ? '1.0' : formatScalar(modelFamilies.qwen.useCases[useCase].learningRate.best);
      yield {
        span: train.key.span,
        message: isFactor
          ? `'${optimizer?.value}' multiplies its own estimate by 'lr', which is 0.000001 when it is left out: the run learns nothing. Write 'lr: 1.0'.`
          : `Without 'lr' ai-toolkit trains at 0.000001, 1/200 of the ${best} that the guide recommends for Qwen-Image. Write 'lr: ${best}'.`,
        missing: true,
        fixes: [
          {
            title: `Insert 'lr: ${best}'`,
            safe: false,
            edits: [insertEntry(config.document, train.mapping, 'lr', best, 'optimizer')],
          },
        ],
      };
    }
  },
};
