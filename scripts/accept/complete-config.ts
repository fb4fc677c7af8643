import { applyChanges } from '../../core/rehearsal/apply-changes';
import type { Change, PlainValue } from '../../core/rehearsal/change';
import { modelChanges } from '../../core/rehearsal/model-changes';
import { smallResolution } from '../../core/rehearsal/run-changes';
import { type CheckpointKind, chooseCheckpoint } from '../../core/rehearsal/tiny-checkpoint';
import { parseConfigDocument } from '../../core/syntax/config-document';
import { type Section, type TrainingProcess, viewTrainingConfig } from '../../core/trainer/training-config';
import type { SmallDataset } from './small-dataset';

/** Whether the fault that a case is about is still in a text. */
export type Fires = (text: string) => boolean | Promise<boolean>;

/** Writes changes of a process into a text. */
type Alteration = (process: TrainingProcess, dataset: SmallDataset) => Change[];

/**
 * Makes a fixture's config one that the trainer can run in seconds: writes what is missing, makes numbers small and puts the
 * small dataset in place of folders that do not exist. Each change is kept only where the fault stays, since the fault may be
 * about what is missing or large.
 *
 * @param ownFiles whether the datasets of the config are there
 */
export async function completeConfig(
  text: string,
  dataset: SmallDataset,
  fires: Fires,
  ownFiles: boolean,
): Promise<string> {
  let current = text;
  const first: Alteration[] = ownFiles ? [] : [inDatasets];
  for (const alter of [...first, ...alterations]) {
    const changed = altered(current, dataset, alter);
    if (changed !== undefined && (await fires(changed))) current = changed;
  }
  return current;
}

/**
 * What must be, whether the fault stays or not: the small checkpoint, the CPU, and what a CPU cannot run. Adapters, backends and
 * other files stay where they are the fault.
 */
export function placeModel(
  text: string,
  folderOf: (kind: CheckpointKind) => string,
  faultyKey: string | undefined,
): string {
  const needed = checkpointsOf(text);
  const placed = altered(text, undefined, (process) => {
    const choice = chooseCheckpoint(process);
    const kind = 'kind' in choice ? choice.kind : needed[0];
    if (kind === undefined) return [];
    const target = { device: 'cpu', checkpoint: folderOf(kind), trainingFolder: '', steps: 0 } as const;
    return modelChanges(process, target).filter(({ path }) => {
      const key = path.slice(process.path.length).join('.');
      return key !== faultyKey || key === 'model.name_or_path' || key.startsWith('train.optimizer');
    });
  });
  return placed ?? text;
}

/** Whether a text is for a model that has no small checkpoint, or that the ai-toolkit of these claims does not know. */
export function isForeign(text: string): boolean {
  const { processes } = viewTrainingConfig(parseConfigDocument(text, 'yaml'));
  return processes.some((process) => {
    if (process.arch === 'qwen_image_2') return true;
    const choice = chooseCheckpoint(process);
    return 'reason' in choice && process.arch !== undefined;
  });
}

/** The kinds of small checkpoint that a text's processes read. */
export function checkpointsOf(text: string): CheckpointKind[] {
  const { processes } = viewTrainingConfig(parseConfigDocument(text, 'yaml'));
  const kinds = processes.flatMap((process) => {
    const choice = chooseCheckpoint(process);
    return 'kind' in choice ? [choice.kind] : [];
  });
  return [...new Set(kinds)];
}

function altered(
  text: string,
  dataset: SmallDataset | undefined,
  alter: (process: TrainingProcess, dataset: SmallDataset) => Change[],
): string | undefined {
  const document = parseConfigDocument(text, 'yaml');
  const { processes } = viewTrainingConfig(document);
  const none: SmallDataset = { images: '', controls: [], mask: '' };
  const changes = processes.flatMap((process) => alter(process, dataset ?? none));
  if (changes.length === 0) return undefined;
  // A text that YAML cannot edit in place is written as JSON, which the loader reads as YAML too.
  return applyChanges(document, changes).text;
}

const added = (dotted: string, value: PlainValue): Alteration => {
  return (process) => missing(process, dotted, value);
};

const alterations: readonly Alteration[] = [
  added('training_folder', 'output'),
  (process) => replaced(process, 'training_folder', 'output', (written) => typeof written === 'string'),
  added('trigger_word', 'mira'),
  added('network', { type: 'lora', linear: 4, linear_alpha: 4 }),
  added('save', { dtype: 'bf16', save_every: 3 }),
  (process) => missing(process, 'train', trainSection(process)),
  (process) => missing(process, 'train.steps', stepsFor(process)),
  added('train.optimizer', 'adamw'),
  added('train.lr', 0.0001),
  added('train.noise_scheduler', 'flowmatch'),
  added('train.dtype', 'fp32'),
  added('model.name_or_path', 'Qwen/Qwen-Image'),
  (process, dataset) => missing(process, 'sample', sampleSection(process, dataset)),
  added('sample.sampler', 'flowmatch'),
  (process) => (process.entry('sample.samples') ? [] : missing(process, 'sample.prompts', ['mira smiles'])),
  (process) => replaced(process, 'train.validation_config.validate_every_n_steps', 1, isAbove(1)),
  validationImages,
  added('sample.guidance_scale', 4),
  added('sample.neg', ''),
  added('sample.seed', 42),
  sampleControls,
  (process) => replaced(process, 'train.steps', stepsFor(process), isAbove(stepsFor(process))),
  (process) => replaced(process, 'save.save_every', 3, isAbove(3)),
  (process) => replaced(process, 'sample.sample_every', 3, isAbove(3)),
  (process) => replaced(process, 'sample.sample_steps', 1, isAbove(1)),
  added('sample.sample_steps', 1),
  ...['width', 'height'].flatMap((key): Alteration[] => [
    added(`sample.${key}`, 64),
    (process) => smallSide(process, `sample.${key}`),
  ]),
  smallDatasets,
];

const isAbove =
  (bound: number) =>
  (written: unknown): boolean =>
    typeof written === 'number' && written > bound;

/** edit-plus takes seconds for each step on a CPU. */
function stepsFor({ arch }: TrainingProcess): number {
  return arch === 'qwen_image_edit_plus' ? 2 : 6;
}

function trainSection(process: TrainingProcess): PlainValue {
  return { batch_size: 1, steps: stepsFor(process), gradient_checkpointing: true, optimizer: 'adamw' };
}

function missing(process: TrainingProcess, dotted: string, value: PlainValue): Change[] {
  const keys = dotted.split('.');
  const parent = keys.length > 1 ? process.node(keys.slice(0, -1).join('.')) : process.mapping;
  if (process.entry(dotted) || parent?.kind !== 'mapping') return [];
  return [{ path: [...process.path, ...keys], to: value, why: 'the fixture leaves it out' }];
}

function replaced(
  at: Section,
  dotted: string,
  to: PlainValue,
  when: (written: PlainValue | undefined) => boolean,
): Change[] {
  const node = at.node(dotted);
  if (node?.kind !== 'scalar' || !when(node.value) || node.value === to) return [];
  return [{ path: [...at.path, ...dotted.split('.')], to, why: 'seconds instead of hours' }];
}

/** A side that leaves the same remainder, so that what does not divide still does not. */
function smallSide(at: Section, dotted: string): Change[] {
  const node = at.node(dotted);
  if (node?.kind !== 'scalar' || typeof node.value !== 'number') return [];
  return replaced(at, dotted, 64 + (node.value % 32), isAbove(95));
}

function smallDatasets(process: TrainingProcess): Change[] {
  return process.datasets.flatMap((dataset) => {
    const node = dataset.node('resolution');
    const path = [...dataset.path, 'resolution'];
    const why = 'seconds instead of hours';
    if (node === undefined) return [{ path, to: 64, why }];
    if (node.kind === 'sequence') {
      return node.items.flatMap((item, index) =>
        item.kind === 'scalar' && typeof item.value === 'number'
          ? [{ path: [...path, index], to: smallResolution(item.value), why }]
          : [],
      );
    }
    if (node.kind !== 'scalar' || typeof node.value !== 'number') return [];
    return [{ path, to: smallResolution(node.value), why }];
  });
}

function sampleSection(process: TrainingProcess, dataset: SmallDataset): PlainValue {
  const common = { sampler: 'flowmatch', width: 64, height: 64, sample_steps: 1, sample_every: 3 };
  const key = controlKey(process, 'ctrl_img_1', 'ctrl_img');
  if (key === undefined) return { ...common, prompts: ['[trigger] smiling'] };
  return { ...common, samples: [{ prompt: 'add a hat', [key]: `${dataset.controls[0]}/00.png` }] };
}

/** The key that an edit arch reads control images from; undefined for an arch without. */
function controlKey(process: TrainingProcess, plus: string, edit: string): string | undefined {
  if (process.arch === 'qwen_image_edit_plus') return plus;
  return process.arch === 'qwen_image_edit' ? edit : undefined;
}

const sideFolders = ['control_path', 'control_path_1', 'control_path_2', 'control_path_3'];

function inDatasets(process: TrainingProcess, dataset: SmallDataset): Change[] {
  const why = 'a small dataset';
  if (!process.entry('datasets')) {
    const control = controlKey(process, 'control_path_1', 'control_path');
    const entry = { folder_path: dataset.images, caption_ext: 'txt', resolution: 64, cache_latents: true };
    const to = [control === undefined ? entry : { ...entry, [control]: dataset.controls[0] ?? '' }];
    return [{ path: [...process.path, 'datasets'], to, why }];
  }
  return process.datasets.flatMap((section) => {
    const main = section.text('dataset_path') ? 'dataset_path' : 'folder_path';
    const sides = sideFolders.flatMap((key, index) =>
      section.text(key)?.value
        ? [{ path: [...section.path, key], to: dataset.controls[Math.max(0, index - 1)] ?? '', why }]
        : [],
    );
    const mask = section.text('mask_path')?.value
      ? [{ path: [...section.path, 'mask_path'], to: dataset.mask, why }]
      : [];
    return [{ path: [...section.path, main], to: dataset.images, why }, ...sides, ...mask];
  });
}

/** Images of validation items that are written and do not exist. */
function validationImages(process: TrainingProcess, dataset: SmallDataset): Change[] {
  return process
    .sections('train.validation_config.validation_items')
    .flatMap((item) =>
      replaced(item, 'image_path', `${dataset.images}/00.png`, (written) => written !== null),
    );
}

/** Control images of samples that are written and do not exist. */
function sampleControls(process: TrainingProcess, dataset: SmallDataset): Change[] {
  const to = `${dataset.controls[0]}/00.png`;
  return process
    .sections('sample.samples')
    .flatMap((item) =>
      ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'].flatMap((key) =>
        item.text(key)?.value ? [{ path: [...item.path, key], to, why: 'a small image' }] : [],
      ),
    );
}
