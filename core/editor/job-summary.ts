import type { Range } from 'vscode-languageserver-types';
import { type ConfigNode, isText, scalarText } from '../syntax/config-node';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { toRange } from './to-protocol';

/** What a launch needs to know of a config, read as ai-toolkit reads it. Absent means: not written, or not readable. */
export interface JobSummary {
  /** `config.name`, as text. */
  readonly name: string | undefined;
  /** `config.process[0].type`. */
  readonly processType: string | undefined;
  /** `config.process[0].training_folder` (or `config.training_folder` for `job: train`), as written. */
  readonly trainingFolder: string | undefined;
  /** `config.process[0].train.steps`, or ai-toolkit's default of 1000. */
  readonly steps: number;
  readonly arch: string | undefined;
  readonly nameOrPath: string | undefined;
  /** `config.process[0].device` or `config.device`; ai-toolkit ignores both. */
  readonly device: string | undefined;
  /** Dataset folders (or dataset JSON files), as written. */
  readonly datasetPaths: readonly string[];
  /** Range of the process type's value where it is written. */
  readonly typeRange: Range | undefined;
}

/** ai-toolkit's own default (toolkit/config_modules.py, TrainConfig). */
const defaultSteps = 1000;

/** Reads what the launch needs from the first process, as ai-toolkit reads them; `[name]` is replaced by the job's name. */
export function jobSummary(config: TrainingConfig): JobSummary | undefined {
  const process = config.processes[0];
  if (!config.root || !process) return undefined;
  const name = scalarText(config.name);
  const tagged = (text: string | undefined) => (name === undefined ? text : text?.replaceAll('[name]', name));
  const type = process.node('type');
  const folder = process.node('training_folder') ?? config.root.node('config.training_folder');
  return {
    name,
    processType: process.type,
    trainingFolder: tagged(scalarText(folder)),
    steps: process.number('train.steps')?.value ?? defaultSteps,
    arch: process.arch,
    nameOrPath: process.nameOrPath,
    device: scalarText(process.node('device')) ?? scalarText(config.root.node('config.device')),
    datasetPaths: datasetPaths(process).map((path) => tagged(path) ?? path),
    typeRange: isText(type) ? toRange(config.document, type.span) : undefined,
  };
}

function datasetPaths(process: TrainingProcess): string[] {
  return process.datasets.flatMap((dataset) =>
    texts(dataset.node('folder_path') ?? dataset.node('dataset_path')),
  );
}

function texts(node: ConfigNode | undefined): string[] {
  if (isText(node)) return node.value === '' ? [] : [node.value];
  return node?.kind === 'sequence' ? node.items.flatMap(texts) : [];
}
