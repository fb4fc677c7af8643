import { isQwen, modelFamilies } from '../profiles/model-families';
import type { NumberScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { formatScalar, insertEntry, replaceScalar } from '../syntax/text-edits';
import { drawsSamples } from '../trainer/sample-drawing';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

/** ai-toolkit's default scale (toolkit/config_modules.py:89). */
const defaultScale = 7;
const advice = modelFamilies.qwen.guidanceScale;
const range = `${advice.low.toFixed(1)} to ${advice.high.toFixed(1)}`;

export const qwenGuidanceScale: Rule = {
  code: 'qwen-guidance-scale',
  severity: 'information',
  summary: "A sample's `guidance_scale` is outside 3.0 to 4.0.",
  claims: [{ where: 'sample', what: 'advice', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const sample = process.section('sample');
      if (!sample?.key || !isQwen(process) || !drawsSamples(process)) continue;
      const items = samplePromptsOf(process);
      if (sample.entry('guidance_scale')) yield* outside(sample.number('guidance_scale'));
      else if (items.some(({ item }) => !item?.entry('guidance_scale')))
        yield absent(sample, sample.key.span);
      for (const { item } of items) yield* outside(item?.number('guidance_scale'));
    }

    function absent(sample: Section, span: Finding['span']): Finding {
      const edits = [
        insertEntry(config.document, sample.mapping, 'guidance_scale', formatScalar(advice.best)),
      ];
      return {
        span,
        message: `Without 'guidance_scale' ai-toolkit generates samples at ${defaultScale}, far above the guide's ${range}: they look harsher and more saturated than the LoRA really is. Write 'guidance_scale: ${advice.best}'.`,
        missing: true,
        fixes: [{ title: `Insert 'guidance_scale: ${advice.best}'`, safe: false, edits }],
      };
    }
  },
};

function* outside(scale: NumberScalar | undefined): Iterable<Finding> {
  if (!scale || (scale.value >= advice.low && scale.value <= advice.high)) return;
  const effect =
    scale.value > advice.high
      ? 'samples follow the prompt too strictly'
      : scale.value <= 1
        ? 'guidance is off, and so is the negative prompt'
        : 'samples follow the prompt only loosely';
  yield {
    span: scale.span,
    message: `A guidance scale of ${scale.source} is outside the guide's ${range} for Qwen-Image: ${effect}. Write '${advice.best}', so that samples show the LoRA as it will be used.`,
    fixes: [{ title: `Change to ${advice.best}`, safe: false, edits: [replaceScalar(scale, advice.best)] }],
  };
}
