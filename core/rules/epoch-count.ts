import { familyOf, type ModelFamily, modelFamilies } from '../profiles/model-families';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { datasetShape } from '../trainer/found-images';
import { batchesPerEpoch, type DatasetShape, stepsPerEpoch } from '../trainer/run-arithmetic';
import type { TrainingProcess } from '../trainer/training-config';
import type { DiskRule, RuleContext } from './rule';

export const epochCount: DiskRule = {
  code: 'epoch-count',
  severity: 'information',
  summary: 'Far more or fewer passes over the images than the guide recommends.',

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const family = familyOf(process);
      if (!family) continue;
      const shapes: DatasetShape[] = [];
      let known = true;
      for (const dataset of process.datasets) {
        // Regularization images use their own steps and do not count toward an epoch.
        if (dataset.truthy('is_reg')) continue;
        const shape = await datasetShape(probe, process, dataset);
        if (shape) shapes.push(shape);
        else known = false;
      }
      const found = known ? judged(process, shapes, modelFamilies[family], context) : undefined;
      if (found) yield found;
    }
  },
};

function judged(
  process: TrainingProcess,
  shapes: readonly DatasetShape[],
  family: ModelFamily,
  { useCase }: RuleContext,
): Finding | undefined {
  const steps = process.number('train.steps');
  const accumulation = process.number('train.gradient_accumulation')?.value ?? 1;
  const perEpoch = stepsPerEpoch(batchesPerEpoch(shapes, family.pixelMultiple), accumulation);
  if (!steps || perEpoch <= 0) return undefined;
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
