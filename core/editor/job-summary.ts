import { type ConfigNode, isText, scalarText } from '../syntax/config-node';
import type { Span } from '../syntax/finding';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';

/** What a launch needs to know of a config; spans where the shell sends ranges. */
export interface JobFacts {
  readonly name: string | undefined;
  readonly processType: string | undefined;
  readonly trainingFolder: string | undefined;
  readonly steps: number;
  readonly arch: string | undefined;
  readonly nameOrPath: string | undefined;
  readonly device: string | undefined;
  readonly datasetPaths: readonly string[];
  readonly typeSpan: Span | undefined;
}

/** ai-toolkit's own default (toolkit/config_modules.py, TrainConfig). */
const defaultSteps = 1000;

/** Reads the launch's facts from the first process, as ai-toolkit reads them; `[name]` is replaced by the job's name. */
export function jobFacts(config: TrainingConfig): JobFacts | undefined {
  const process = config.processes[0];
  if (!config.root || !process) return undefined;
  const name = scalarText(config.name);
  const tagged = (text: string | undefined) => (name === undefined ? text : text?.replaceAll('[name]', name));
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
    typeSpan: spanOf(process.node('type'), isText),
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

function spanOf<T extends ConfigNode>(
  node: ConfigNode | undefined,
  is: (node: ConfigNode | undefined) => node is T,
): Span | undefined {
  return is(node) ? node.span : undefined;
}
