import { scalarText } from '../syntax/config-node';
import type { TrainingConfig, TrainingProcess } from './training-config';

/**
 * The folder a process writes to, as the parts of its path: `training_folder`, then the job's name, or the process' own
 * `name` (ai-toolkit jobs/process/BaseTrainProcess.py:45). Undefined while a part is not known.
 */
export function jobFolderOf(
  config: TrainingConfig,
  process: TrainingProcess,
): readonly [folder: string, name: string] | undefined {
  const name = jobNameOf(config);
  const folder = process.text('training_folder') ?? config.root?.text('config.training_folder');
  if (name === undefined || !folder || folder.value === '') return undefined;
  if (folder.source.includes('${') || config.name?.source.includes('${')) return undefined;
  const own = scalarText(process.node('name'));
  return [folder.value.replaceAll('[name]', name), own ?? name];
}

/** `config.name`, with which every file of the job begins. */
export function jobNameOf(config: TrainingConfig): string | undefined {
  const name = scalarText(config.name);
  return name === '' ? undefined : name;
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
