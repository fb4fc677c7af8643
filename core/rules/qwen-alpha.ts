import { isAnyQwen } from '../profiles/model-families';
import { isNumber } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenAlpha: Rule = {
  code: 'qwen-alpha',
  severity: 'information',
  summary: '`linear_alpha` has no effect on Qwen-Image; ai-toolkit sets it to the rank.',
  claims: [{ where: 'network', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const network = process.section('network');
      if (!network || !isAnyQwen(process) || network.text('type')?.value.toLowerCase() === 'lokr') continue;
      const rank = rankOf(network);
      const key = network.entry('linear_alpha') ? 'linear_alpha' : 'alpha';
      const alpha = network.number(key);
      if (!rank || rank.value < 1 || !alpha || alpha.value === rank.value) continue;
      yield {
        span: alpha.span,
        message: `'${key}: ${alpha.source}' has no effect: for Qwen-Image ai-toolkit always sets alpha to the rank, here ${rank.source}. Write '${key}: ${rank.source}', so that the config shows what runs.`,
        related: [{ span: rank.span, message: 'The rank is set here.' }],
        fixes: [
          { title: `Change to ${rank.source}`, safe: false, edits: [replaceScalar(alpha, rank.value)] },
        ],
      };
    }
  },
};

/** `rank` overrides `linear` (toolkit/config_modules.py:172-179). */
function rankOf(network: Section) {
  return ['rank', 'linear'].map((key) => network.node(key)).find(isNumber);
}
