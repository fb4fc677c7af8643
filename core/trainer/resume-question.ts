import { holdsVariable, isText } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import type { Variable } from './environment';
import { jobFolderOf } from './job-folder';
import type { ResumeQuestion } from './resume-point';
import { runDefaults } from './run-arithmetic';
import type { TrainingConfig, TrainingProcess } from './training-config';

/**
 * What a process of the config asks `findResumePoint`. Undefined while the name or the folder is not known, for example
 * because a variable is not set.
 */
export function resumeQuestionOf(
  config: TrainingConfig,
  process: TrainingProcess,
  variable: Variable | undefined,
): ResumeQuestion | undefined {
  const folder = jobFolderOf(config, process, variable);
  if (!folder) return undefined;
  const { trainingFolder, folderName, jobName } = folder;
  // What these train on their own is found by other names, which are not modeled here.
  if (!process.section('network') && (trainsEmbedding(process) || trainsAdapter(process))) return undefined;
  // With merge_network_on_save whole models are saved (BaseSDTrainProcess.py:524, 1755).
  const hasNetwork =
    process.section('network') !== undefined && !process.truthy('train.merge_network_on_save');
  return {
    folderName,
    filePrefix: hasNetwork ? prefixOf(process, folderName) : jobName,
    trainingFolder,
    steps: process.number('train.steps')?.value ?? runDefaults.steps,
    startStep: process.number('train.start_step')?.value,
    pretrainedLora: process.text('network.pretrained_lora_path')?.value,
    hasNetwork,
  };
}

/** A LoRA beside an embedding or a trained adapter is called `NAME_LoRA` (BaseSDTrainProcess.py:255-257, 2043-2048). */
function prefixOf(process: TrainingProcess, own: string): string {
  const isNamed = process.section('embedding') !== undefined || trainsAdapter(process);
  return isNamed ? `${own}_LoRA` : own;
}

function trainsEmbedding(process: TrainingProcess): boolean {
  return process.section('embedding') !== undefined || process.section('decorator') !== undefined;
}

/** `adapter.train` is false unless it is written (toolkit/config_modules.py, AdapterConfig). */
function trainsAdapter(process: TrainingProcess): boolean {
  return process.truthy('adapter.train');
}

/** The fix that gives the job a new name, so that it starts from scratch; none for a name that a variable makes. */
export function newNameFixes(config: TrainingConfig): Fix[] {
  const { name } = config;
  if (!isText(name) || holdsVariable(name)) return [];
  const version = /^(.*_v)(\d+)$/.exec(name.value);
  const next = version?.[1] ? `${version[1]}${Number(version[2]) + 1}` : `${name.value}_v2`;
  return [{ title: `Start from scratch as '${next}'`, safe: false, edits: [replaceScalar(name, next)] }];
}
