import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const shuffledCache: Rule = {
  code: 'shuffled-cache',
  severity: 'warning',
  summary: '`shuffle_tokens` shuffles only once per run when text embeddings are cached.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const everywhere = process.truthy('train.cache_text_embeddings');
      for (const dataset of process.datasets) {
        const shuffle = dataset.flag('shuffle_tokens');
        if (!shuffle?.value || !(everywhere || dataset.truthy('cache_text_embeddings'))) continue;
        yield {
          span: shuffle.span,
          message:
            'With cached text embeddings, each caption is shuffled once and keeps that order for the whole run, and every run adds new files to the cache.',
          fixes: [{ title: "Change to 'false'", safe: false, edits: [replaceScalar(shuffle, false)] }],
        };
      }
    }
  },
};
