import { isText } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const triggerLost: Rule = {
  code: 'trigger-lost',
  severity: 'warning',
  summary: 'A trigger word that caption dropout or cached text embeddings remove.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        if (dataset.truthy('is_reg')) continue;
        const found = lostTrigger(process, dataset);
        if (found) yield found;
      }
    }
  },
};

function lostTrigger(process: TrainingProcess, dataset: Section): Finding | undefined {
  const own = dataset.node('trigger_word');
  const shared = process.node('trigger_word');
  if (!isText(own) || own.value.trim() === '') return undefined;
  const other =
    isText(shared) && shared.value.trim() !== '' && shared.value !== own.value ? shared : undefined;
  const cached = process.truthy('train.cache_text_embeddings') || dataset.truthy('cache_text_embeddings');
  if (cached && other) {
    return {
      span: own.span,
      message: `With cached text embeddings only the dataset's own trigger word '${own.value}' is put in front of its captions. '${other.value}' is not, although it is without the cache. Write both into the captions, or use one.`,
      related: [{ span: other.span, message: 'This one does not reach the captions of this dataset.' }],
    };
  }
  const dropout = dataset.number('caption_dropout_rate');
  if (cached || !dropout || dropout.value <= 0 || (isText(shared) && shared.value === own.value))
    return undefined;
  return {
    span: own.span,
    // Most steps keep it, unless most captions are dropped.
    ...(dropout.value < 0.5 ? { severity: 'information' as const } : {}),
    message: `On the steps that drop the caption, '${own.value}' is dropped too: only the trigger word of the process stays. Write '${own.value}' as 'trigger_word' of the process, or set 'cache_text_embeddings', which keeps it.`,
    related: [{ span: dropout.span, message: 'Captions are dropped at this rate.' }],
  };
}
