import { isAnyQwen } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { insertEntry, replaceScalar, textLikeSiblings } from '../syntax/text-edits';
import { isReportedElsewhere } from '../trainer/reported-elsewhere';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

/** Spellings of 16-bit and 32-bit floats (toolkit/train_tools.py:37). */
const halves = new Set(['fp16', 'half', 'float16']);
const singles = new Set(['fp32', 'single', 'float32', 'float']);

export const qwenDtype: Rule = {
  code: 'qwen-dtype',
  severity: 'warning',
  summary: 'Qwen-Image trains in `dtype: bf16`; the default is fp32.',
  claims: [{ where: 'step', what: 'costs', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const train = process.section('train');
      if (!train || !isAnyQwen(process)) continue;
      if (!train.entry('dtype')) {
        if (train.key && !isReportedElsewhere(process, 'train', 'dtype')) yield absent(train, train.key.span);
        continue;
      }
      const value = train.text('dtype');
      if (!value || holdsVariable(value)) continue;
      const effect = effectOf(value.value);
      if (effect === undefined) continue;
      yield {
        span: value.span,
        message: `'dtype: ${value.value}' ${effect}. Write 'dtype: bf16'.`,
        fixes: [{ title: "Change to 'bf16'", safe: false, edits: [replaceScalar(value, 'bf16')] }],
      };
    }

    function absent(train: Section, span: Finding['span']): Finding {
      const value = textLikeSiblings(train.mapping, 'bf16');
      return {
        span,
        message:
          "Without 'dtype' ai-toolkit loads and trains Qwen-Image in fp32, which needs twice the memory of bf16. Write 'dtype: bf16'.",
        missing: true,
        fixes: [
          {
            title: "Insert 'dtype: bf16'",
            safe: false,
            edits: [insertEntry(config.document, train.mapping, 'dtype', value)],
          },
        ],
      };
    }
  },
};

function effectOf(dtype: string): string | undefined {
  if (halves.has(dtype)) {
    return 'has too small a number range for Qwen-Image, which was trained in bf16: the loss can become NaN';
  }
  return singles.has(dtype) ? 'needs twice the memory of bf16' : undefined;
}
