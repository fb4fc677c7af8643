import { scalarText } from '../syntax/config-node';
import { expandText, type Variable } from './environment';
import type { TrainingConfig, TrainingProcess } from './training-config';

/** Where a process writes, and what its files are called; variables and `[name]` are replaced. */
export interface JobFolder {
  /** `training_folder`, as ai-toolkit spells it. */
  readonly trainingFolder: string;
  /** The folder inside it: the process's own `name`, else the job's. */
  readonly folderName: string;
  /** `config.name`, with which every file of the job begins. */
  readonly jobName: string;
}

/**
 * The folder that a process writes to (ai-toolkit jobs/process/BaseTrainProcess.py:45). Undefined while a part is not known,
 * for example because a variable is not set.
 */
export function jobFolderOf(
  config: TrainingConfig,
  process: TrainingProcess,
  variable?: Variable,
): JobFolder | undefined {
  const jobName = jobNameOf(config, variable);
  const folder = process.text('training_folder') ?? config.root?.text('config.training_folder');
  if (!jobName || !folder || folder.value === '') return undefined;
  const trainingFolder = expandText(folder.value, variable, jobName);
  const folderName = expandText(scalarText(process.node('name')) ?? jobName, variable, jobName);
  return trainingFolder !== undefined && folderName ? { trainingFolder, folderName, jobName } : undefined;
}

/** `config.name` with variables replaced; undefined when it is empty or not known. */
export function jobNameOf(config: TrainingConfig, variable?: Variable): string | undefined {
  return expandText(scalarText(config.name) ?? '', variable, undefined) || undefined;
}

/** Parts of a path by which ai-toolkit hides files from a job whose name lacks them (BaseSDTrainProcess.py:843-851). */
export const hidingParts: readonly string[] = ['_LoRA', '_refiner', '_t2i', '_cn'];

/** Files and folders that ai-toolkit itself makes in a job's folder besides checkpoints. */
export const jobFiles: readonly string[] = [
  'config.yaml',
  'samples',
  'optimizer.pt',
  'loss_log.db',
  'learnable_snr.json',
  'README.md',
];
