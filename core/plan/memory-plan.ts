import { bitsOf, imageTokens } from '../profiles/qwen-sizes';
import type { DatasetScan, ScannedDataset } from '../trainer/datasets/index';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Schedule } from '../trainer/schedule';
import type { TrainingProcess } from '../trainer/training-config';
import type { EffectiveModel } from './effective-model';
import { type MemoryInput, memoryPhases } from './memory-phases';
import type { PlanMemory } from './plan';
import type { NetworkWeight } from './schedule-plan';

/** The GPU that a run would use. */
export interface PlanGpu {
  readonly name: string;
  readonly totalGiB: number;
}

const basis =
  'Estimated from the sizes of the published models, not measured. The lower end is what must be there, the upper end adds what the allocator wastes.';

export interface MemoryPlanInput {
  readonly process: TrainingProcess;
  readonly model: EffectiveModel;
  readonly scan: DatasetScan;
  readonly schedule: Schedule;
  readonly network: NetworkWeight | undefined;
  readonly gpu: PlanGpu | undefined;
}

/** Memory by phase; null for models whose sizes are not known, and without a LoRA. */
export function memoryPlan(input: MemoryPlanInput): PlanMemory | null {
  const facts = memoryInput(input);
  if (!facts) return null;
  const phases = memoryPhases(facts);
  const peak = phases.reduce((most, each) => (each.gpuGiB[1] > most.gpuGiB[1] ? each : most));
  const gpuGiB = input.gpu?.totalGiB;
  return {
    phases,
    peak: peak.phase,
    basis,
    fits:
      gpuGiB === undefined
        ? null
        : peak.gpuGiB[0] > gpuGiB
          ? 'no'
          : peak.gpuGiB[1] <= gpuGiB
            ? 'yes'
            : 'maybe',
    gpuGiB: gpuGiB ?? null,
  };
}

/** The numbers that the memory model needs; undefined where one is not known. */
function memoryInput({ process, model, scan, schedule, network }: MemoryPlanInput): MemoryInput | undefined {
  const transformerBits = model.quantize ? bitsOf(model.qtype) : 16;
  const textEncoderBits = model.quantizeTextEncoder ? bitsOf(model.qtypeTextEncoder) : 16;
  if (!model.isQwen || !network || transformerBits === undefined || textEncoderBits === undefined)
    return undefined;
  const plus = model.arch === 'qwen_image_edit_plus';
  const largest = largestImage(scan, model);
  const side = (key: string) => process.number(`sample.${key}`)?.value ?? 1024;
  return {
    transformerBits,
    recoveryAdapter: model.quantize && model.recoveryAdapter !== undefined,
    textEncoderBits,
    withVision: model.arch !== 'qwen_image',
    offloadTransformer: model.offloadTransformer,
    offloadTextEncoder: model.offloadTextEncoder,
    tokens: largest.tokens,
    batchSize: largest.batchSize,
    gradientCheckpointing: model.gradientCheckpointing,
    parameters: network.size.parameters,
    optimizerBytes:
      network.optimizerBytes === undefined ? 8 : network.optimizerBytes / network.size.parameters,
    ema: model.ema,
    textEncoderUnloaded: model.cachesText || model.unloadsTextEncoder,
    cachesText: model.cachesText,
    cachesLatents: model.cachesLatents,
    vaeOnGpu: !model.cachesLatents || plus,
    lowVram: model.lowVram,
    trainedMegapixels: largest.megapixels,
    sampledMegapixels: (side('width') * side('height')) / 1e6,
    samples: samplePromptsOf(process).length > 0 && (schedule.samplesFirst || schedule.samplesLast),
  };
}

/** Where no image is known, a square of the resolution that the config asks for. */
function largestImage(
  scan: DatasetScan,
  model: EffectiveModel,
): { tokens: number; batchSize: number; megapixels: number } {
  const sizes = scan.datasets.flatMap((dataset) => sizesOf(dataset, model));
  const fallback = { tokens: imageTokens(1024, 1024), batchSize: model.batchSize, megapixels: 1.05 };
  return sizes.reduce(
    (most, each) => (each.tokens * each.batchSize > most.tokens * most.batchSize ? each : most),
    sizes[0] ?? fallback,
  );
}

function sizesOf(
  { settings, buckets, batchSize, images }: ScannedDataset,
  model: EffectiveModel,
): { tokens: number; batchSize: number; megapixels: number }[] {
  const controls = Math.max(0, ...images.map((image) => image.controls.length));
  const side = typeof settings.resolution === 'number' ? settings.resolution : 512;
  const trained = buckets && buckets.length > 0 ? buckets : [{ width: side, height: side }];
  return trained.map(({ width, height }) => {
    const own = imageTokens(width, height);
    return {
      tokens: own + controls * controlTokens(own, model),
      batchSize,
      megapixels: (width * height) / 1e6,
    };
  });
}

/** Tokens of one control image: edit brings it to the target's size, edit-plus to about one megapixel. */
export function controlTokens(targetTokens: number, model: EffectiveModel): number {
  if (model.arch === 'qwen_image_edit') return targetTokens;
  if (model.arch !== 'qwen_image_edit_plus') return 0;
  return model.matchTargetRes ? targetTokens : 4096;
}
