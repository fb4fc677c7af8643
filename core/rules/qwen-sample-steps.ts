import { isQwen, modelFamilies } from '../profiles/model-families';
import { isNumber } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Rule } from './rule';

const advice = modelFamilies.qwen.sampleSteps;

export const qwenSampleSteps: Rule = {
  code: 'qwen-sample-steps',
  severity: 'hint',
  summary: '`sample_steps` is below 20 or above 50; 28 is the standard.',
  claims: [{ where: 'sample', what: 'advice', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      const own = samplePromptsOf(process).map(({ item }) => item?.node('sample_steps'));
      for (const steps of [process.node('sample.sample_steps'), ...own]) {
        if (!isNumber(steps) || (steps.value >= advice.low && steps.value <= advice.high)) continue;
        const effect =
          steps.value < advice.low
            ? 'leaves samples unfinished, so they say little about the LoRA'
            : 'makes sampling slow and the samples barely better';
        yield {
          span: steps.span,
          message: `'sample_steps: ${steps.source}' ${effect}. The guide recommends ${advice.best}.`,
          fixes: [
            { title: `Change to ${advice.best}`, safe: false, edits: [replaceScalar(steps, advice.best)] },
          ],
        };
      }
    }
  },
};
