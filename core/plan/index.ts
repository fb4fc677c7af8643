import { qwenTransformer, type TransformerShape } from '../profiles/qwen-transformer';
import { type DatasetScan, scanDatasets } from '../trainer/datasets/index';
import type { FileProbe } from '../trainer/file-probe';
import { findJobFolder } from '../trainer/found-job-folder';
import { jobNameOf } from '../trainer/job-folder';
import { findCheckpoint } from '../trainer/resume-point';
import { resumeQuestionOf } from '../trainer/resume-question';
import { runFailures } from '../trainer/run-failure';
import { scheduleOf } from '../trainer/schedule';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { datasetPlans } from './dataset-plan';
import { diskPlan } from './disk-plan';
import { effectiveModel, planModel } from './effective-model';
import { memoryPlan, type PlanGpu } from './memory-plan';
import type { Plan } from './plan';
import { networkWeight, planNetwork, schedulePlan } from './schedule-plan';
import { type MeasuredStep, timePlan } from './time-plan';
import { transformerShape } from './transformer-shape';

export { memoryFinding, vramTooSmall } from './memory-finding';
export type { PlanGpu } from './memory-plan';
export {
  jobNameFrom,
  type NewConfigAnswers,
  type NewConfigSubject,
  triggerProblem,
} from './new-config';
export { type NewConfigChoice, newConfigChoices } from './new-config-choices';
export { newConfigText } from './new-config-text';
export type * from './plan';
export type { MeasuredStep } from './time-plan';

/** What a plan is made from. */
export interface PlanInput {
  readonly config: TrainingConfig;
  /** One of the config's trainers. */
  readonly process: TrainingProcess;
  readonly probe: FileProbe;
  /** The scan of the process' datasets, where it was done before; otherwise it is done by way of the probe. */
  readonly scan?: DatasetScan | undefined;
  /** The version that a file's metadata will name. */
  readonly toolkitVersion: string;
  readonly gpu?: PlanGpu | undefined;
  /** Steps of earlier runs on this machine, the newest first. */
  readonly measured?: readonly MeasuredStep[] | undefined;
  /** The Hugging Face cache; undefined where it is not known. */
  readonly hubFolder?: string | undefined;
  /** In any currency. */
  readonly pricePerHour?: number | undefined;
  /** Whether the lists of files are part of the plan. */
  readonly withFiles?: boolean | undefined;
}

/**
 * The plan of a run: what ai-toolkit will make of the config, the folders and the machine. Nothing is started and nothing
 * is written.
 *
 * @throws ScanCancelled when a scan by way of the probe is canceled
 */
export async function buildPlan(input: PlanInput): Promise<Plan> {
  const { config, process, probe } = input;
  const scan = input.scan ?? (await scanDatasets(process, probe));
  const job = await findJobFolder(config, process, probe);
  const question = resumeQuestionOf(config, process, undefined);
  const resume = question && (await findCheckpoint(probe, question));
  const schedule = scheduleOf(process, resume?.step);
  const model = effectiveModel(process);
  const shape: TransformerShape = (await transformerShape(process, probe)) ?? qwenTransformer;
  const network = networkWeight(process, shape);
  const planned = schedulePlan({
    process,
    scan,
    schedule,
    job,
    jobName: jobNameOf(config) ?? '',
    network,
    toolkitVersion: input.toolkitVersion,
  });
  const disk = await diskPlan(process, scan, planned, model, {
    jobFolder: job?.path,
    hubFolder: input.hubFolder,
    probe,
  });
  const [failure] = [...scan.failures, ...runFailures(process, scan, schedule)];
  return {
    datasets: datasetPlans(scan.datasets, input.withFiles ?? false),
    batches: scan.batches ?? null,
    batchesReg: scan.batchesReg ?? null,
    schedule: planned,
    fails: failure ? { at: failure.at, error: failure.error } : null,
    model: planModel(process, model),
    network: network ? planNetwork(process, network, planned) : null,
    memory: memoryPlan({ process, model, scan, schedule, network, gpu: input.gpu }),
    time: timePlan(scan, planned, model, schedule.accumulation, {
      measured: input.measured,
      gpu: input.gpu?.name,
      download: disk.modelDownload,
      pricePerHour: input.pricePerHour,
    }),
    disk,
    resume: resume ? { file: resume.item.name, step: resume.step ?? null } : null,
  };
}
