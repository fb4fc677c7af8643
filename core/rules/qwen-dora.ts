import { isAnyQwen } from '../profiles/model-families';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const qwenDora: Rule = {
  code: 'qwen-dora',
  severity: 'information',
  summary: 'ComfyUI loads a DoRA of Qwen-Image as a plain LoRA, and diffusers does not load it.',
  claims: [{ where: 'after', what: 'changed', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (!isAnyQwen(process)) continue;
      const type = process.text('network.type');
      if (type?.value.toLowerCase() !== 'dora') continue;
      yield {
        span: type.span,
        message:
          "ComfyUI loads a DoRA as a plain LoRA: it does not read the magnitudes that ai-toolkit saves, so its images differ from the samples. diffusers refuses the file. Use 'lora' or 'lokr' for a result that ComfyUI loads as it was trained.",
        fixes: [
          { title: "Change type to 'lora'", safe: false, edits: [replaceScalar(type, 'lora')] },
          { title: "Change type to 'lokr'", safe: false, edits: [replaceScalar(type, 'lokr')] },
        ],
      };
    }
  },
};
