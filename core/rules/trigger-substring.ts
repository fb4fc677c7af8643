import { holdsVariable } from '../syntax/config-node';
import { commonWordWith } from '../trainer/common-word';
import type { Rule } from './rule';

export const triggerSubstring: Rule = {
  code: 'trigger-substring',
  severity: 'information',
  summary: 'A trigger word that is a common word, or part of one, matches in the wrong places.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const section of [process, ...process.datasets]) {
        const trigger = section.text('trigger_word');
        const word = trigger?.value.trim();
        if (!trigger || !word || holdsVariable(trigger)) continue;
        const holder = commonWordWith(word);
        if (holder === undefined) continue;
        const where = holder === word ? 'is a common word' : `is part of words such as '${holder}'`;
        yield {
          span: trigger.span,
          message: `The trigger word '${word}' ${where}. ai-toolkit compares letters, not words, so a caption with '${holder}' counts as containing it and does not get it added. Use a made-up word.`,
        };
      }
    }
  },
};
