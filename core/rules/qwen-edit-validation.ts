import { removeEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenEditValidation: Rule = {
  code: 'qwen-edit-validation',
  severity: 'error',
  summary: '`validation_config` stops the edit archs.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run', of: '`qwen_image_edit_plus`' },
    { where: 'step', what: 'fails', seen: 'run', of: '`qwen_image_edit`' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const plus = process.arch === 'qwen_image_edit_plus';
      if (!plus && process.arch !== 'qwen_image_edit') continue;
      const train = process.section('train');
      const entry = train?.entry('validation_config');
      // Without items there is nothing to validate, and ai-toolkit continues.
      if (!train || !entry || !process.truthy('train.validation_config.validation_items')) continue;
      yield {
        span: entry.key.span,
        message: `ai-toolkit encodes validation prompts without control images, which stops '${process.arch}' ${plus ? "with 'Missing control images' after loading the model" : 'at its first validation round, in the middle of training'}. Remove 'validation_config'.`,
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
