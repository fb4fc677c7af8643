import { type Entry, holdsVariable, isNumber, isTruthy } from '../syntax/config-node';
import { promptFlag } from './sample-drawing';
import { type SamplePrompt, samplePromptsOf } from './sample-prompts';
import type { Section, TrainingProcess } from './training-config';

/** The keys that name a folder of control images, in ai-toolkit's order. */
const numberedPaths = ['control_path_1', 'control_path_2', 'control_path_3'] as const;
/** The keys that name folders of control images. */
export const controlFolderKeys: readonly string[] = ['control_path', ...numberedPaths];
/** The keys of a dataset that name folders with a file for each image. */
export const partnerFolderKeys: readonly string[] = [
  ...controlFolderKeys,
  'mask_path',
  'inpaint_path',
  'unconditional_path',
  'clip_image_path',
];
const sampleKeys = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'] as const;

export type SampleControlKey = (typeof sampleKeys)[number];

export interface DatasetControls {
  /** Control images for each target image; undefined when it cannot be told from the text. */
  readonly count: number | undefined;
  /** The entries that give them. */
  readonly entries: readonly Entry[];
}

/**
 * Where a dataset's control images come from: the numbered paths, else `control_path`; images of the same folder; or
 * controls that ai-toolkit makes itself (toolkit/config_modules.py:961-982, toolkit/dataloader_mixins.py:1129-1144, 2590-2608).
 */
export function datasetControls(dataset: Section): DatasetControls {
  const generated = dataset.entry('controls');
  if (generated && isTruthy(generated.value)) return { count: undefined, entries: [generated] };
  const sameFolder = dataset.entry('control_from_same_folder');
  if (sameFolder && isTruthy(sameFolder.value)) {
    const many = dataset.node('num_controls_from_same_folder');
    return { count: isNumber(many) ? many.value : 1, entries: [sameFolder] };
  }
  const numbered = writtenEntries(dataset, numberedPaths);
  if (numbered.length > 0) return { count: numbered.length, entries: numbered };
  const path = dataset.entry('control_path');
  if (!path || !isTruthy(path.value)) return { count: 0, entries: [] };
  if (path.value.kind === 'mapping' || holdsVariable(path.value))
    return { count: undefined, entries: [path] };
  return { count: path.value.kind === 'sequence' ? path.value.items.length : 1, entries: [path] };
}

export interface SampleControls {
  readonly keys: readonly SampleControlKey[];
  /** `--ctrl_img` in the prompt. */
  readonly flag: boolean;
}

/** The control images that a sample names; an empty text counts, since ai-toolkit only looks for None. */
export function sampleControls(sample: SamplePrompt): SampleControls {
  const keys = sampleKeys.filter((key) => {
    const value = sample.item?.node(key);
    return value !== undefined && !(value.kind === 'scalar' && value.type === 'null');
  });
  return { keys, flag: promptFlag(sample.text.value, 'ctrl_img') !== undefined };
}

export function hasSampleControl(sample: SamplePrompt): boolean {
  const { keys, flag } = sampleControls(sample);
  return flag || keys.length > 0;
}

/** Whether a dataset or a sample of the process names a control image. */
export function namesControlImages(process: TrainingProcess): boolean {
  return (
    process.datasets.some((dataset) => datasetControls(dataset).entries.length > 0) ||
    samplePromptsOf(process).some((sample) => hasSampleControl(sample))
  );
}

function writtenEntries(dataset: Section, keys: readonly string[]): Entry[] {
  return keys.flatMap((key) => {
    const entry = dataset.entry(key);
    return entry && isTruthy(entry.value) ? [entry] : [];
  });
}
