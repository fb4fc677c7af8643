import { isQwen } from '../profiles/model-families';
import { holdsVariable, isText, type ScalarNode } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import type { TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const qwenTextEncoder: Rule = {
  code: 'qwen-text-encoder',
  severity: 'warning',
  summary: '`train_text_encoder` must be false for Qwen-Image.',
  claims: [
    { where: 'step', what: 'ignored', seen: 'run' },
    { where: 'start', what: 'fails', seen: 'run', of: 'with cached or unloaded embeddings' },
    { where: 'step', what: 'fails', seen: 'run', of: 'with `qwen_image_edit_plus`' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const value = process.node('train.train_text_encoder');
      if (value?.kind !== 'scalar' || !process.truthy('train.train_text_encoder')) continue;
      if (holdsVariable(value)) continue;
      yield {
        span: value.span,
        ...consequenceFor(process, value),
        explainsValue: true,
        fixes: [{ title: "Change to 'false'", safe: true, edits: [replaceScalar(value, false)] }],
      };
    }
  },
};

/** Nothing of the text encoder is ever trained; what happens besides depends on the other options. */
function consequenceFor(process: TrainingProcess, value: ScalarNode): Pick<Finding, 'message' | 'severity'> {
  const error = (text: string) => ({
    severity: 'error' as const,
    message: `${text} Write 'train_text_encoder: false'.`,
  });
  if (process.truthy('train.cache_text_embeddings') || process.truthy('train.unload_text_encoder')) {
    return error(
      'ai-toolkit stops before training: a text encoder whose embeddings are cached, or that is unloaded, cannot be trained.',
    );
  }
  if (process.truthy('train.diff_output_preservation')) {
    return error(
      "ai-toolkit stops at the start: 'diff_output_preservation' does not work while the text encoder is trained.",
    );
  }
  if (process.arch === 'qwen_image_edit_plus') {
    return error(
      "The first step fails with 'Missing control images': while the text encoder is trained, 'qwen_image_edit_plus' encodes prompts without them.",
    );
  }
  const quoted = isText(value) ? ` The quotes make ${value.source} text, and any text counts as true.` : '';
  return {
    message: `ai-toolkit does not add LoRA layers to Qwen-Image's text encoder, so nothing of it is trained.${quoted} Write 'train_text_encoder: false'.`,
  };
}
