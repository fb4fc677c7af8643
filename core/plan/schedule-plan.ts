import { optimizerBytesPerParameter } from '../profiles/optimizer-state';
import { qwenTransformer, type TransformerShape } from '../profiles/qwen-transformer';
import { isText, scalarText } from '../syntax/config-node';
import type { DatasetScan } from '../trainer/datasets/index';
import type { FoundJobFolder } from '../trainer/found-job-folder';
import { checkpointName, keptFiles } from '../trainer/kept-files';
import { checkpointBytes } from '../trainer/network/checkpoint-bytes';
import { networkSettings } from '../trainer/network/network-settings';
import { type NetworkSize, networkSize, savePrecision } from '../trainer/network/network-size';
import { runDefaults, stepsPerEpoch } from '../trainer/run-arithmetic';
import { samplePromptsOf } from '../trainer/sample-prompts';
import { epochAfter, regSteps, type Schedule, stepsIn } from '../trainer/schedule';
import type { TrainingProcess } from '../trainer/training-config';
import type { PlanNetwork, PlanSchedule } from './plan';

/** More checkpoints or rounds of samples than a plan lists. */
const mostListed = 100_000;

/** What the LoRA of a process weighs. */
export interface NetworkWeight {
  readonly size: NetworkSize;
  readonly rank: number;
  /** Bytes of the optimizer's state; undefined for an optimizer that nothing is known of. */
  readonly optimizerBytes: number | undefined;
}

/** The LoRA's size on the model's transformer; undefined without a network or for one whose layout is not known. */
export function networkWeight(
  process: TrainingProcess,
  shape: TransformerShape = qwenTransformer,
): NetworkWeight | undefined {
  const settings = networkSettings(process);
  const size = settings && networkSize(settings, shape);
  if (!size) return undefined;
  const optimizer = scalarText(process.node('train.optimizer')) ?? 'adamw';
  const perParameter = optimizerBytesPerParameter(optimizer, settings.rank, {
    beta1: process.number('train.optimizer_params.beta1')?.value,
    slice_p: process.number('train.optimizer_params.slice_p')?.value,
  });
  const optimizerBytes = perParameter === undefined ? undefined : Math.round(perParameter * size.parameters);
  return { size, rank: settings.rank, optimizerBytes };
}

/** The LoRA as the plan shows it. */
export function planNetwork(
  process: TrainingProcess,
  { size, rank }: NetworkWeight,
  schedule: PlanSchedule,
): PlanNetwork {
  const settings = networkSettings(process);
  const hasRank = !(settings?.type === 'lokr' && settings.lokrFullRank);
  const bytes = schedule.files.find((file) => file.file.endsWith('.safetensors'))?.bytes ?? null;
  return { rank: hasRank ? rank : null, parameters: size.parameters, bytes };
}

export interface ScheduleInput {
  readonly process: TrainingProcess;
  readonly scan: DatasetScan;
  readonly schedule: Schedule;
  readonly job: FoundJobFolder | undefined;
  readonly jobName: string;
  readonly network: NetworkWeight | undefined;
  readonly toolkitVersion: string;
}

/** The schedule of a plan. */
export function schedulePlan(input: ScheduleInput): PlanSchedule {
  const { process, scan, schedule } = input;
  const batches = scan.batches ?? 0;
  const hasReg = scan.datasets.some((dataset) => dataset.settings.isReg);
  const reg = hasReg ? (regSteps(schedule, schedule.start, schedule.steps) ?? null) : null;
  const trained = Math.max(0, schedule.steps - schedule.start);
  const perEpoch = batches > 0 ? stepsPerEpoch(batches, schedule.accumulation) : null;
  const numbered = stepsIn(schedule.saves, mostListed);
  const saves = [...numbered, null];
  const kept = keptNames(input, numbered);
  return {
    firstStep: schedule.start,
    lastStep: Math.max(schedule.start, schedule.steps) - 1,
    steps: schedule.steps,
    stepsPerEpoch: perEpoch,
    epochs: perEpoch === null ? null : (trained - (reg ?? 0)) / perEpoch,
    effectiveBatchSize: effectiveBatch(input),
    saves,
    samples: sampleSteps(schedule),
    samplePrompts: samplePromptsOf(process).length,
    kept,
    files: filesAfter(input, kept, hasReg),
    regSteps: reg,
  };
}

/** Images that one optimizer step sees. The legacy key throws gradients away instead of adding them up. */
function effectiveBatch({ process, scan, schedule }: ScheduleInput): number {
  const largest = Math.max(0, ...scan.datasets.map((dataset) => dataset.batchSize));
  const batch = largest > 0 ? largest : (process.number('train.batch_size')?.value ?? runDefaults.batchSize);
  return batch * Math.max(1, schedule.accumulation);
}

function sampleSteps(schedule: Schedule): readonly number[] {
  const { start, steps } = schedule;
  return [
    ...(schedule.samplesExtra ? [0] : []),
    ...(schedule.samplesFirst ? [start] : []),
    ...stepsIn(schedule.samples, mostListed),
    ...(schedule.samplesLast ? [Math.max(start, steps)] : []),
  ];
}

function keptNames(
  { process, job, jobName, schedule }: ScheduleInput,
  numbered: readonly number[],
): readonly string[] {
  const keepNode = process.number('save.max_step_saves_to_keep');
  const keep = keepNode?.value ?? runDefaults.savesToKeep;
  const before = (job?.items ?? []).map(({ name, created }) => ({ file: name, created }));
  const left = keptFiles(jobName, numbered, keep, before);
  return schedule.error === undefined ? [...left, checkpointName(jobName, null)] : left;
}

function filesAfter(
  { process, scan, schedule, jobName, network, toolkitVersion }: ScheduleInput,
  kept: readonly string[],
  hasReg: boolean,
): PlanSchedule['files'] {
  const precision = savePrecision(scalarText(process.node('save.dtype')));
  const triggerNode = process.node('trigger_word');
  const trigger = isText(triggerNode) ? triggerNode.value : undefined;
  const bytesOf = (file: string): number | null => {
    if (!network) return null;
    const digits = /_(\d{9})\.safetensors$/.exec(file)?.[1];
    const step = digits === undefined ? Math.max(schedule.steps, schedule.start) : Number(digits);
    const last = digits === undefined ? schedule.steps - 1 : step;
    const epoch = epochAfter(schedule, last, scan.batches ?? 0, hasReg);
    const arch = process.arch ?? '';
    return checkpointBytes(network.size, precision, {
      name: jobName,
      arch,
      trigger,
      step,
      epoch,
      toolkitVersion,
    });
  };
  return [
    ...kept.map((file) => ({ file, bytes: bytesOf(file) })),
    { file: 'optimizer.pt', bytes: network?.optimizerBytes ?? null },
  ];
}
