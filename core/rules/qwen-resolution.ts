import { isQwen, modelFamilies } from '../profiles/model-families';
import { type ConfigNode, isNumber, type NumberScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { isOddSquare } from '../trainer/run-failure';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Section, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

const multiple = modelFamilies.qwen.pixelMultiple;

export const qwenResolution: Rule = {
  code: 'qwen-resolution',
  severity: 'information',
  summary: 'Image sizes for Qwen-Image must be multiples of 32.',
  claims: [
    { where: 'sample', what: 'changed', seen: 'run' },
    { where: 'step', what: 'fails', seen: 'run', of: 'square crops with an odd eighth' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      if (!isQwen(process)) continue;
      for (const side of sampleSides(process)) {
        if (!isNumber(side) || isMultiple(side)) continue;
        const drawn = Math.max(multiple, Math.floor(side.value / multiple) * multiple);
        yield finding(
          side,
          `Image sides for Qwen-Image are multiples of ${multiple}, so ai-toolkit generates ${drawn} pixels instead of ${side.source}. Write ${drawn}.`,
          drawn,
        );
      }
      for (const dataset of process.datasets) {
        if (!usesResolutionAsIs(dataset)) continue;
        for (const side of resolutionsOf(dataset)) {
          // Sizes that only leave the multiple train well; an odd latent cannot be cut into patches.
          if (!isOddSquare(side.value)) continue;
          const nearest = Math.max(multiple, Math.round(side.value / multiple) * multiple);
          yield {
            ...finding(
              side,
              `With 'square_crop' or without buckets ai-toolkit crops images to ${side.source} pixels, and the run ends at the first step: the latent has an odd side (${Math.floor(side.value / 8)}). Write ${nearest}.`,
              nearest,
            ),
            severity: 'error',
          };
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
