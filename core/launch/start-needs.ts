import type { Plan } from '../plan/index';
import { isNumber } from '../syntax/config-node';
import { expandText, type Variable } from '../trainer/environment';
import { jobNameOf } from '../trainer/job-folder';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { StartNeeds } from './memory';

/** A dataset as the check names it. */
export interface DatasetFacts {
  readonly path: string;
  readonly images: number;
  /** Images with a caption that is not empty, with none, and with an empty one. */
  readonly captions: { readonly found: number; readonly missing: number; readonly empty: number };
}

/** The model of a config: a name on the Hugging Face Hub, or a place on the disk. */
export interface ModelFacts {
  /** As ai-toolkit sees it, variables replaced. */
  readonly name: string;
  /** Bytes of the whole model on the Hub; undefined for other models. */
  readonly downloadBytes: number | undefined;
}

/** The workers of a dataset that names no number (toolkit/config_modules.py:1044). */
const usualWorkers = 2;

/** What the run of a config needs of the machine, by its plan. */
export function startNeeds(process: TrainingProcess, plan: Plan): StartNeeds {
  const phases = plan.memory?.phases ?? [];
  const most = (of: (phase: (typeof phases)[number]) => number) =>
    phases.length === 0 ? undefined : Math.max(...phases.map(of));
  return {
    hostGiB: most(({ hostGiB }) => hostGiB[0]),
    gpuGiB: most(({ gpuGiB }) => gpuGiB[0]),
    workers: Math.max(0, ...process.datasets.map((dataset) => workersOf(dataset.node('num_workers')))),
  };
}

function workersOf(node: Parameters<typeof isNumber>[0]): number {
  return isNumber(node) ? node.value : usualWorkers;
}

/** The datasets of a plan, each folder once. */
export function datasetFacts({ datasets }: Plan): readonly DatasetFacts[] {
  const byPath = new Map(datasets.map(({ path, images, captions }) => [path, { path, images, captions }]));
  return [...byPath.values()];
}

/** The model that the first trainer names; undefined where it names none or a variable of it is not set. */
export function modelFacts(
  config: TrainingConfig,
  process: TrainingProcess,
  plan: Plan,
  variable: Variable | undefined,
): ModelFacts | undefined {
  const written = process.nameOrPath;
  const name = written && expandText(written, variable, jobNameOf(config, variable));
  return name ? { name, downloadBytes: plan.disk.modelDownload ?? undefined } : undefined;
}
