import { familyOf, type ModelFamily, modelFamilies } from '../profiles/model-families';
import type { NumberScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { stepsPerEpoch } from '../trainer/run-arithmetic';
import type { TrainingProcess } from '../trainer/training-config';
import type { DiskRule, RuleContext } from './rule';

export const epochCount: DiskRule = {
  code: 'epoch-count',
  severity: 'information',
  summary: 'Far more or fewer passes over the images than the guide recommends.',
  claims: [{ where: 'step', what: 'advice', seen: 'source' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const family = familyOf(process);
      const steps = process.number('train.steps');
      if (!family || !steps) continue;
      const { failure, batches } = await context.scan(process);
      // A dataset that cannot be built is reported by other rules, and its part of an epoch is not known.
      if (failure || batches === undefined) continue;
      const found = judged(process, steps, batches, modelFamilies[family], context);
      if (found) yield found;
    }
  },
};

function judged(
  process: TrainingProcess,
  steps: NumberScalar,
  batches: number,
  family: ModelFamily,
  { useCase }: RuleContext,
): Finding | undefined {
  const accumulation = process.number('train.gradient_accumulation')?.value ?? 1;
  const perEpoch = stepsPerEpoch(batches, accumulation);
  // With regularization images, about every second step trains on them (BaseSDTrainProcess.py:2569).
  const share = process.datasets.some((dataset) => dataset.truthy('is_reg')) ? 0.5 : 1;
  const epochs = (steps.value * share) / perEpoch;
  const { low, high, best } = family.useCases[useCase].epochs;
  if (epochs >= low && epochs <= high) return undefined;
  const better = Math.max(1, Math.round((best * perEpoch) / share));
  const range = high === Number.POSITIVE_INFINITY ? `at least ${low}` : `${low} to ${high}`;
  const styleOnly = epochs >= 50 ? ' Only style LoRAs need that many.' : '';
  return {
    span: steps.span,
    message: `'steps: ${steps.source}' is ${rounded(epochs)} epochs: one pass over these images is ${rounded(perEpoch)} steps. The guide recommends ${range} epochs for a ${useCase === 'complex' ? 'complex character' : useCase}.${styleOnly}`,
    fixes: [
      { title: `Train ${best} epochs: ${better} steps`, safe: false, edits: [replaceScalar(steps, better)] },
    ],
  };
}

function rounded(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
