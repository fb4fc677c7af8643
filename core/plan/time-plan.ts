import { forwardTeraflops, imageTokens } from '../profiles/qwen-sizes';
import type { DatasetScan } from '../trainer/datasets/index';
import type { EffectiveModel } from './effective-model';
import { controlTokens } from './memory-plan';
import type { PlanSchedule, PlanTime, Range } from './plan';

/** A step time that a run of the user's own has shown. Plain data, which is stored. */
export interface MeasuredStep {
  /** Seconds of one step, mean. */
  readonly seconds: number;
  /** Relative cost of a step of that run, as the plan of its config says. */
  readonly relativeCost: number;
  /** Name of the GPU. */
  readonly gpu: string;
  readonly arch: string | undefined;
  /** Undefined without quantization. */
  readonly qtype: string | undefined;
}

/** Bytes a second of a download, slow and fast. */
const downloadSpeed: Range = [20e6, 100e6];

/** The guide's section 12: 3,400 steps at 1024² in 4 to 6 hours on an L40S. */
const guideSecondsPerStep: Range = [(4 * 3600) / 3400, (6 * 3600) / 3400];

/**
 * Cost of an average step relative to one image of 1024 × 1024 without control images (docs/estimates.md). It scales a
 * measured time; it is not a measured time by itself. Undefined where no image is known.
 */
function relativeStepCost(scan: DatasetScan, model: EffectiveModel): number | undefined {
  let cost = 0;
  let batches = 0;
  for (const { settings, buckets, batchSize, images } of scan.datasets) {
    if (settings.isReg) continue;
    const controls = Math.max(0, ...images.map((image) => image.controls.length));
    for (const { width, height, files } of buckets ?? []) {
      const own = imageTokens(width, height);
      const count = Math.ceil(files / batchSize);
      cost += count * batchSize * forwardTeraflops(own + controls * controlTokens(own, model));
      batches += count;
    }
  }
  return batches === 0 ? undefined : cost / batches / forwardTeraflops(imageTokens(1024, 1024));
}

/** The time of the training steps, and its cost where a price is set. */
export function timePlan(
  scan: DatasetScan,
  schedule: PlanSchedule,
  model: EffectiveModel,
  accumulation: number,
  { measured: runs, gpu, pricePerHour, download }: TimeFacts,
): PlanTime {
  const relative = relativeStepCost(scan, model);
  const downloadSeconds: Range | null =
    download === null || download === 0
      ? null
      : [Math.round(download / downloadSpeed[1]), Math.round(download / downloadSpeed[0])];
  if (relative === undefined || !model.isQwen) {
    return {
      trainingSeconds: null,
      secondsPerStep: null,
      relativeCost: null,
      downloadSeconds,
      cost: null,
      basis: model.isQwen ? 'No image is known yet.' : 'Nothing is known of the speed of this model.',
    };
  }
  const factor = relative * Math.max(1, accumulation);
  const measured = runs?.find((run) => isLike(run, model, gpu));
  const unit: Range = measured
    ? [(measured.seconds / measured.relativeCost) * 0.9, (measured.seconds / measured.relativeCost) * 1.15]
    : guideSecondsPerStep;
  const secondsPerStep: Range = [unit[0] * factor, unit[1] * factor];
  const steps = Math.max(0, schedule.lastStep - schedule.firstStep + 1);
  const trainingSeconds: Range = [secondsPerStep[0] * steps, secondsPerStep[1] * steps];
  const [least, most] = downloadSeconds ?? [0, 0];
  const hours: Range = [(trainingSeconds[0] + least) / 3600, (trainingSeconds[1] + most) / 3600];
  return {
    relativeCost: factor,
    downloadSeconds,
    trainingSeconds: [Math.round(trainingSeconds[0]), Math.round(trainingSeconds[1])],
    secondsPerStep: [rounded(secondsPerStep[0]), rounded(secondsPerStep[1])],
    cost:
      pricePerHour === undefined
        ? null
        : [rounded(hours[0] * pricePerHour), rounded(hours[1] * pricePerHour)],
    basis: measured
      ? `Scaled from a run of yours: ${rounded(measured.seconds)} s per step on ${measured.gpu}, ${measured.arch ?? 'the same model'}, ${measured.qtype ?? '16 bit'}.`
      : "A rough start: the guide's 3,400 steps in 4 to 6 hours on an L40S (48 GB), scaled by image sizes. Your own first run replaces it.",
  };
}

/** What a time is computed with, besides the run itself. */
export interface TimeFacts {
  /** The newest first. */
  readonly measured?: readonly MeasuredStep[] | undefined;
  /** Name of the GPU that will train; undefined where it is not known. */
  readonly gpu?: string | undefined;
  readonly pricePerHour?: number | undefined;
  /** Bytes still to be downloaded. */
  readonly download: number | null;
}

/** Whether a measured run tells about this one: the same GPU, arch and quantization. Image sizes are scaled. */
function isLike(run: MeasuredStep, model: EffectiveModel, gpu: string | undefined): boolean {
  const qtype = model.quantize ? model.qtype : undefined;
  return (gpu === undefined || run.gpu === gpu) && run.arch === model.arch && run.qtype === qtype;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
