import { isQwen } from '../profiles/model-families';
import { isNull } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { insertEntry, replaceSpan } from '../syntax/text-edits';
import { drawsSamples } from '../trainer/sample-drawing';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

const emptyText = '""';

export const qwenNegativePrompt: Rule = {
  code: 'qwen-negative-prompt',
  severity: 'warning',
  summary: 'Without `sample.neg` the word "False" becomes the negative prompt.',
  claims: [
    { where: 'sample', what: 'changed', seen: 'run', of: '`qwen_image`, `qwen_image_edit`' },
    { where: 'sample', what: 'fails', seen: 'run', of: '`qwen_image_edit_plus`' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const sample = process.section('sample');
      if (!sample?.key || !isQwen(process) || !drawsSamples(process) || !isAsked(process, sample)) continue;
      const written = sample.entry('neg');
      const fails = failsWithout(process);
      if (!written) yield absent(sample, sample.key.span, fails);
      else if (isNull(written.value)) {
        yield {
          span: written.key.span,
          ...(fails ? { severity: 'error' as const } : {}),
          message: fails
            ? `The first sample fails with 'qwen_image_edit_plus': an empty 'neg' is not read as empty text. Write 'neg: ""'.`
            : `An empty 'neg' is not read as empty text: ai-toolkit uses the word "None" as the negative prompt. Write 'neg: ""'.`,
          fixes: [
            {
              title: `Write 'neg: ""'`,
              safe: true,
              edits: [
                replaceSpan(
                  written.value.span,
                  written.value.span.start === written.value.span.end ? ` ${emptyText}` : emptyText,
                ),
              ],
            },
          ],
        };
      }
    }

    function absent(sample: Section, span: Finding['span'], fails: boolean): Finding {
      const after = ['samples', 'prompts'].find((key) => sample.entry(key));
      return {
        span,
        ...(fails ? { severity: 'error' as const } : {}),
        message: fails
          ? `The first sample fails with 'qwen_image_edit_plus': without 'neg' ai-toolkit passes on a boolean, which is not text. Write 'neg: ""'.`
          : `Without 'neg' ai-toolkit uses the word "False" as the negative prompt of every Qwen-Image sample. Write 'neg: ""'.`,
        missing: true,
        fixes: [
          {
            title: `Insert 'neg: ""'`,
            safe: true,
            edits: [insertEntry(config.document, sample.mapping, 'neg', emptyText, after)],
          },
        ],
      };
    }
  },
};

/** The pipeline of edit-plus joins the negative prompt to other text, where the others format it (line 253 of the pipeline in diffusers). */
function failsWithout({ arch }: TrainingProcess): boolean {
  return arch === 'qwen_image_edit_plus';
}

/** A sample uses the section's negative prompt unless it has its own or guidance is off (1 or less). */
function isAsked(process: TrainingProcess, sample: Section): boolean {
  const general = sample.number('guidance_scale')?.value ?? 7;
  return samplePromptsOf(process).some(({ item }) => {
    const guidance = item?.number('guidance_scale')?.value ?? general;
    return guidance > 1 && !item?.entry('neg');
  });
}
