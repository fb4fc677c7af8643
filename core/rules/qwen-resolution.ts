import { isAnyQwen, modelFamilies } from '../profiles/model-families';
import { type ConfigNode, isNumber, type NumberScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

const multiple = modelFamilies.qwen.pixelMultiple;
/** No sample is smaller. */
const smallestSample = 64;

export const qwenResolution: Rule = {
  code: 'qwen-resolution',
  severity: 'information',
  summary: 'Image sizes for Qwen-Image must be multiples of 32.',

  *check(config) {
    for (const process of config.trainers) {
      if (!isAnyQwen(process)) continue;
      for (const side of sampleSides(process)) {
        if (!isNumber(side) || (isMultiple(side) && side.value >= smallestSample)) continue;
        const drawn = Math.max(smallestSample, Math.floor(side.value / multiple) * multiple);
        yield finding(
          side,
          `Image sides for Qwen-Image are multiples of ${multiple} and at least ${smallestSample}, so ai-toolkit generates ${drawn} pixels instead of ${side.source}. Write ${drawn}.`,
          drawn,
        );
      }
      for (const dataset of process.datasets) {
        if (!usesResolutionAsIs(dataset)) continue;
        for (const side of resolutionsOf(dataset)) {
          if (isMultiple(side)) continue;
          const nearest = Math.max(multiple, Math.round(side.value / multiple) * multiple);
          const crops = `ai-toolkit crops images to ${side.source} pixels, but Qwen-Image needs a multiple of ${multiple}`;
          // The latents are an eighth of the image, and the model takes them in pairs.
          const fails = Math.floor(side.value / 8) % 2 === 1;
          yield fails
            ? {
                ...finding(side, `The first step fails: ${crops}. Write ${nearest}.`, nearest),
                severity: 'error',
              }
            : finding(side, `${crops}. Write ${nearest}.`, nearest);
        }
      }
    }
  },
};

function finding(side: NumberScalar, message: string, value: number): Finding {
  return {
    span: side.span,
    message,
    fixes: [{ title: `Change to ${value}`, safe: false, edits: [replaceScalar(side, value)] }],
  };
}

function isMultiple(side: NumberScalar): boolean {
  return side.value % multiple === 0;
}

function sampleSides(process: TrainingProcess): (ConfigNode | undefined)[] {
  const own = samplePromptsOf(process).flatMap(({ item }) => [item?.node('width'), item?.node('height')]);
  return [process.node('sample.width'), process.node('sample.height'), ...own];
}

/** Buckets are rounded to the multiple unless they are square (toolkit/dataloader_mixins.py:245-259). */
function usesResolutionAsIs(dataset: Section): boolean {
  return (
    dataset.truthy('square_crop') || (dataset.entry('buckets') !== undefined && !dataset.truthy('buckets'))
  );
}

function resolutionsOf(dataset: Section): NumberScalar[] {
  const resolution = dataset.node('resolution');
  if (resolution?.kind === 'sequence') return resolution.items.filter(isNumber);
  return isNumber(resolution) ? [resolution] : [];
}
