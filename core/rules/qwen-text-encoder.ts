import { isQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenTextEncoder: Rule = {
  code: 'qwen-text-encoder',
  severity: 'error',
  summary: '`train_text_encoder` must be false for Qwen-Image.',

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const value = process.node('train.train_text_encoder');
      if (value?.kind !== 'scalar' || !process.truthy('train.train_text_encoder')) continue;
      if (holdsVariable(value)) continue;
      yield {
        span: value.span,
        message:
          "ai-toolkit does not add LoRA layers to Qwen-Image's text encoder: training it only costs memory, and fails with cached text embeddings. Write 'train_text_encoder: false'.",
        fixes: [{ title: "Change to 'false'", safe: true, edits: [replaceScalar(value, false)] }],
      };
    }
  },
};
