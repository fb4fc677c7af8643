import { removeEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenEditValidation: Rule = {
  code: 'qwen-edit-validation',
  severity: 'error',
  summary: '`validation_config` stops `qwen_image_edit_plus`.',

  *check(config) {
    for (const process of config.trainers) {
      if (process.arch !== 'qwen_image_edit_plus') continue;
      const train = process.section('train');
      const entry = train?.entry('validation_config');
      // Without items there is nothing to validate, and ai-toolkit continues.
      if (!train || !entry || !process.truthy('train.validation_config.validation_items')) continue;
      yield {
        span: entry.key.span,
        message:
          "ai-toolkit encodes validation prompts without control images, which stops 'qwen_image_edit_plus' with 'Missing control images' after loading the model. Remove 'validation_config'.",
        fixes: [
          {
            title: "Remove 'validation_config'",
            safe: false,
            edits: [removeEntry(config.document, train.mapping, entry)],
          },
        ],
      };
    }
  },
};
