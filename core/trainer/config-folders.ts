import { type ConfigNode, isText, type TextScalar } from '../syntax/config-node';
import { partnerFolderKeys } from './control-images';
import { expandText, type Variable } from './environment';
import { jobNameOf } from './job-folder';
import type { Section, TrainingConfig, TrainingProcess } from './training-config';

/** A folder that the config names. */
export interface NamedFolder {
  readonly dataset: Section;
  /** The key that names it: `folder_path`, `control_path_2`. */
  readonly key: string;
  readonly node: TextScalar;
  /** With variables and `[name]` replaced. */
  readonly path: string;
}

/** The folders of control images, masks and the like that a process's datasets name. */
export function partnerFolders(
  config: TrainingConfig,
  process: TrainingProcess,
  variable: Variable | undefined,
): NamedFolder[] {
  return process.datasets.flatMap((dataset) =>
    partnerFolderKeys.flatMap((key) => named(config, dataset, key, variable)),
  );
}

function named(
  config: TrainingConfig,
  dataset: Section,
  key: string,
  variable: Variable | undefined,
): NamedFolder[] {
  return textsOf(dataset.node(key)).flatMap((node) => {
    const path = expandText(node.value, variable, jobNameOf(config, variable));
    return path ? [{ dataset, key, node, path }] : [];
  });
}

function textsOf(node: ConfigNode | undefined): TextScalar[] {
  if (isText(node)) return [node];
  return node?.kind === 'sequence' ? node.items.flatMap(textsOf) : [];
}
