import { type ConfigDocument, parseConfigDocument } from '../syntax/config-document';
import { formatPath } from '../syntax/config-path';
import type { FileProbe } from '../trainer/file-probe';
import { type TrainingConfig, type TrainingProcess, viewTrainingConfig } from '../trainer/training-config';
import { applyChanges, type ChangedText } from './apply-changes';
import type { Change, PlainValue, ReportedChange } from './change';
import { type DatasetSelection, type FileCopy, selectDataset } from './dataset-selection';
import { modelChanges, needsGpu } from './model-changes';
import { notTested } from './not-tested';
import { plainAt } from './plain-value';
import { runChanges } from './run-changes';
import { type CheckpointKind, chooseCheckpoint } from './tiny-checkpoint';

export type RehearsalDevice = 'cpu' | 'cuda';

export interface RehearsalRequest {
  readonly text: string;
  readonly format: 'yaml' | 'json';
  /** The user's files, read as ai-toolkit would from its folder. */
  readonly probe: FileProbe;
  /** Absolute path of an empty temporary folder. */
  readonly folder: string;
  /** Images for each dataset; undefined for as many as a CPU is quick with. */
  readonly images: number | undefined;
  /** A path with its `${…}` replaced; undefined where a variable is not set. */
  readonly expand: (path: string) => string | undefined;
}

/** An optimizer that the device can build but not run. */
export interface OptimizerTrial {
  readonly type: string;
  readonly lr: PlainValue;
  readonly params: PlainValue;
}

/** What a rehearsal on one device starts. */
export interface DevicePlan {
  readonly first: ChangedText;
  /** The same with more steps: the second start resumes and goes on. */
  readonly second: ChangedText;
  readonly changed: readonly ReportedChange[];
  readonly optimizers: readonly OptimizerTrial[];
}

export interface RehearsalPlan {
  readonly devices: Readonly<Record<RehearsalDevice, DevicePlan>>;
  /** Absolute folders of the small checkpoints, by kind. */
  readonly checkpoints: readonly {
    readonly kind: CheckpointKind;
    readonly arch: string;
    readonly folder: string;
  }[];
  readonly copies: readonly FileCopy[];
  readonly folders: readonly string[];
  /** Packages that ai-toolkit imports for what is switched off here. */
  readonly imports: readonly string[];
  readonly notTested: readonly string[];
  /** `training_folder` as written, of each process. */
  readonly trainingFolders: readonly string[];
  /** The dataset folders as written, which ai-toolkit writes sizes and caches into. */
  readonly datasetFolders: readonly string[];
}

/** A config that cannot be rehearsed: `invalid` where ai-toolkit cannot read it either. */
export interface NoRehearsal {
  readonly kind: 'invalid' | 'impossible';
  readonly message: string;
  /** Zero-based. */
  readonly line?: number;
}

/**
 * Plans a rehearsal: the changed config for either device, the files to copy and the checkpoints to make. Writes nothing;
 * reads the dataset folders through the probe. Two to four seconds for datasets of some thousand images.
 */
export async function planRehearsal(request: RehearsalRequest): Promise<RehearsalPlan | NoRehearsal> {
  const document = parseConfigDocument(request.text, request.format);
  const problem = document.problems[0];
  if (problem) {
    const line = request.text.slice(0, problem.span.start).split('\n').length - 1;
    return { kind: 'invalid', message: problem.message, line };
  }
  const config = viewTrainingConfig(document);
  if (config.processes.length === 0) {
    return {
      kind: 'impossible',
      message: 'The config has no process in config.process that could be rehearsed.',
    };
  }
  const choices = config.processes.map((process) => ({ process, choice: chooseCheckpoint(process) }));
  const processes: Pick<Chosen, 'process' | 'kind' | 'arch'>[] = [];
  for (const { process, choice } of choices) {
    if ('reason' in choice) return { kind: 'impossible', message: choice.reason };
    processes.push({ process, ...choice });
  }
  const list = await datasetList(config.processes, request);
  if (list !== undefined) {
    return {
      kind: 'impossible',
      message: `The dataset '${list}' is a JSON file, which lists images by their own paths. A rehearsal does not copy them, and ai-toolkit would write its caches next to them.`,
    };
  }
  const folderOf = (kind: CheckpointKind) => request.probe.join(request.folder, 'model', kind);
  const chosen: Chosen[] = [];
  for (const { process, kind, arch } of processes) {
    const datasets = await selectAll(process, arch, request);
    chosen.push({ process, kind, arch, datasets, checkpoint: folderOf(kind) });
  }
  const selections = chosen.flatMap(({ datasets }) => datasets);
  const kinds = new Map(chosen.map(({ kind, arch }) => [kind, arch]));
  return {
    devices: {
      cpu: planFor('cpu', document, config, chosen, request),
      cuda: planFor('cuda', document, config, chosen, request),
    },
    checkpoints: [...kinds].map(([kind, arch]) => ({ kind, arch, folder: folderOf(kind) })),
    copies: selections.flatMap(({ copies }) => copies),
    folders: selections.flatMap(({ folders }) => folders),
    imports: chosen.some(({ process }) => process.truthy('logging.use_wandb')) ? ['wandb'] : [],
    notTested: notTested(chosen.map(({ process }) => process)),
    trainingFolders: chosen.flatMap(({ process }) => process.text('training_folder')?.value ?? []),
    datasetFolders: selections.flatMap(({ folder }) => folder ?? []),
  };
}

/** A dataset that is a JSON file (toolkit/data_loader.py:400-402), as written; undefined when all are folders. */
async function datasetList(
  processes: readonly TrainingProcess[],
  { probe, expand }: RehearsalRequest,
): Promise<string | undefined> {
  for (const dataset of processes.flatMap((process) => process.datasets)) {
    const written = (dataset.text('dataset_path') ?? dataset.text('folder_path'))?.value;
    const path = written === undefined ? undefined : expand(written);
    if (written === undefined || path === undefined || !/\.jsonl?$/i.test(path)) continue;
    const item = await probe.stat(path);
    if (typeof item === 'object' && item.kind === 'file') return written;
  }
  return undefined;
}

interface Chosen {
  readonly process: TrainingProcess;
  readonly kind: CheckpointKind;
  readonly arch: string;
  readonly datasets: readonly DatasetSelection[];
  readonly checkpoint: string;
}

/** Images and steps that take seconds on a CPU. edit-plus scales each control image to a megapixel, whatever is written. */
const pace: Readonly<Record<string, { images: number; least: number; most: number }>> = {
  qwen_image: { images: 6, least: 3, most: 20 },
  qwen_image_edit: { images: 3, least: 3, most: 8 },
  qwen_image_edit_plus: { images: 1, least: 2, most: 4 },
};
const otherPace = { images: 2, least: 2, most: 6 };

async function selectAll(
  process: TrainingProcess,
  arch: string,
  request: RehearsalRequest,
): Promise<DatasetSelection[]> {
  const images = request.images ?? (pace[arch] ?? otherPace).images;
  const selections: DatasetSelection[] = [];
  for (const [index, dataset] of process.datasets.entries()) {
    const target = request.probe.join(request.folder, 'data', `${process.index + 1}-${index + 1}`);
    selections.push(await selectDataset(dataset, { ...request, target, images }));
  }
  return selections;
}

function planFor(
  device: RehearsalDevice,
  document: ConfigDocument,
  config: TrainingConfig,
  chosen: readonly Chosen[],
  request: RehearsalRequest,
): DevicePlan {
  const changes = (more: number): Change[] => [
    ...jobDevice(config, device),
    ...chosen.flatMap(({ process, arch, datasets, checkpoint }) => {
      const trainingFolder = request.probe.join(request.folder, 'output');
      const target = { device, checkpoint, trainingFolder, steps: stepsOf(process, arch, datasets) };
      return [
        ...modelChanges(process, target),
        ...runChanges(process, target, more),
        ...datasets.flatMap((dataset) => dataset.changes),
      ];
    }),
  ];
  const first = changes(0);
  return {
    first: applyChanges(document, first),
    second: applyChanges(document, changes(1)),
    changed: first.map(({ path, to, why }) => {
      const from = plainAt(document.root, path);
      return { key: formatPath(path), from, to, why };
    }),
    optimizers: device === 'cpu' ? chosen.flatMap(({ process }) => optimizerTrial(process)) : [],
  };
}

/** Enough steps that each chosen image gets its turn, within what is quick. */
function stepsOf(process: TrainingProcess, arch: string, datasets: readonly DatasetSelection[]): number {
  const { least, most } = pace[arch] ?? otherPace;
  const items = datasets.reduce((sum, dataset) => sum + dataset.items, 0);
  const size = (key: string) => Math.max(1, process.number(key)?.value ?? 1);
  const batches = Math.ceil(items / (size('train.batch_size') * size('train.gradient_accumulation')));
  return Math.min(most, Math.max(least, Number.isFinite(batches) ? batches : least));
}

function jobDevice(config: TrainingConfig, device: RehearsalDevice): Change[] {
  const written = config.root?.text('config.device');
  if (device !== 'cpu' || !written || written.value === 'cpu') return [];
  return [{ path: ['config', 'device'], to: 'cpu', why: 'the rehearsal runs on the CPU' }];
}

function optimizerTrial(process: TrainingProcess): OptimizerTrial[] {
  const type = process.text('train.optimizer')?.value;
  if (type === undefined || !needsGpu(type)) return [];
  const at = (key: string) => plainAt(process.mapping, ['train', key]);
  return [{ type, lr: at('lr') ?? 1e-6, params: at('optimizer_params') ?? null }];
}
