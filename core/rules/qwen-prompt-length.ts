import { isAnyQwen, modelFamilies } from '../profiles/model-families';
import { holdsVariable } from '../syntax/config-node';
import { hasSampleControl } from '../trainer/control-images';
import { promptText } from '../trainer/sample-drawing';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Rule } from './rule';

const advice = modelFamilies.qwen.promptLength;

export const qwenPromptLength: Rule = {
  code: 'qwen-prompt-length',
  severity: 'hint',
  summary: 'A sample prompt is shorter than 50 or longer than 200 characters.',
  claims: [{ where: 'sample', what: 'advice', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      if (!isAnyQwen(process)) continue;
      for (const sample of samplePromptsOf(process)) {
        const { text } = sample;
        // With a control image, a prompt is an instruction, which may be short.
        if (hasSampleControl(sample)) continue;
        const length = [...promptText(text.value)].length;
        // An empty prompt shows what the LoRA does by itself.
        if (holdsVariable(text) || length === 0 || (length >= advice.low && length <= advice.high)) continue;
        const effect =
          length < advice.low
            ? 'Details about camera and light make samples easier to compare'
            : 'Qwen-Image follows shorter prompts more closely';
        yield {
          span: text.span,
          message: `This prompt has ${length} characters; the guide recommends ${advice.low} to ${advice.high}. ${effect}.`,
        };
      }
    }
  },
};
