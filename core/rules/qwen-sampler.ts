import { isAnyQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenSampler: Rule = {
  code: 'qwen-sampler',
  severity: 'warning',
  summary: 'Samples of Qwen-Image are always generated with flowmatch.',
  claims: [{ where: 'sample', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const sampler = process.text('sample.sampler');
      if (!sampler || sampler.value === 'flowmatch' || holdsVariable(sampler) || !isAnyQwen(process))
        continue;
      yield {
        span: sampler.span,
        message: `ai-toolkit always generates Qwen-Image samples with its own flowmatch sampler, not with '${sampler.value}'. Write 'sampler: flowmatch'.`,
        fixes: [{ title: "Change to 'flowmatch'", safe: true, edits: [replaceScalar(sampler, 'flowmatch')] }],
      };
    }
  },
};
