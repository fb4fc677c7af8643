import { type ConfigNode, isNull, isText, isTruthy, scalarText } from '../../syntax/config-node';
import { runDefaults } from '../run-arithmetic';
import type { Section, TrainingProcess } from '../training-config';
import { isPythonInteger, PythonError, pythonNumber, pythonType } from './python-error';

/** A value that Python would refuse where it is used; the name of its Python type. */
export interface WrongType {
  readonly wrongType: string;
}

/**
 * One dataset at one resolution, as ai-toolkit's DatasetConfig holds it (toolkit/config_modules.py:900-1093). Plain data.
 */
export interface DatasetSettings {
  /** Index in `datasets` of the config; several settings share it where a dataset lists resolutions. */
  readonly index: number;
  /** `dataset_path`, else `folder_path`, as written. */
  readonly path: string | WrongType;
  /** `folder_path` as messages of ai-toolkit name it. */
  readonly folderPath: string;
  /** Pixels. */
  readonly resolution: number | WrongType;
  /** `num_repeats`. */
  readonly repeats: number | WrongType;
  readonly type: string;
  /** A plain value, or undefined for what is not a number. */
  readonly scale: number | undefined;
  readonly buckets: boolean;
  readonly squareCrop: boolean;
  readonly randomCrop: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
  readonly isReg: boolean;
  readonly fastImageSize: boolean;
  /** Whether videos are looked for as well. */
  readonly video: boolean;
  /** The dataset's own batch size, else the one of `train`. */
  readonly batchSize: number | WrongType;
  readonly hasOwnBatchSize: boolean;
  /** Undefined for none; what is not text makes captions fail. */
  readonly trigger: string | WrongType | undefined;
  /** With its dot; null where joining it fails. */
  readonly captionExtension: string | null;
  readonly defaultCaption: string | undefined;
  readonly captionDropout: number;
  readonly tokenDropout: number;
  readonly keepTokens: number;
  readonly shuffleTokens: boolean;
  readonly randomTriggers: readonly string[];
  readonly randomTriggersMax: number;
  readonly useShortCaptions: boolean;
  /** Folders of control images in their order; undefined for none. */
  readonly controlFolders: readonly string[] | undefined;
  readonly controlFromSameFolder: boolean;
  readonly fullSizeControls: boolean;
  readonly maskFolder: string | undefined;
  readonly alphaMask: boolean;
  readonly inpaintFolder: string | undefined;
  readonly cachesLatents: boolean;
  readonly cachesLatentsToDisk: boolean;
  readonly cachesText: boolean;
  /** Class that replaces the trigger word with differential output preservation; undefined without it. */
  readonly preservationClass: string | undefined;
}

/**
 * The datasets of a process as ai-toolkit splits and reads them, in its own order: each resolution is a dataset of its own.
 *
 * @throws PythonError what the constructor of the process raises, before any model is loaded
 */
export function readDatasets(process: TrainingProcess): readonly DatasetSettings[] {
  const node = process.node('datasets');
  const cacheAll = process.truthy('train.cache_text_embeddings');
  if (!node || isNull(node)) {
    if (cacheAll) throw new PythonError('TypeError', "'NoneType' object is not iterable");
    return [];
  }
  const settings = itemsOf(node, process).flatMap(({ section, index }) =>
    resolutionsOf(section).map((resolution) => readDataset(process, section, index, resolution)),
  );
  if (settings.some((each) => each.cachesText) && !settings.every((each) => each.cachesText)) {
    throw new PythonError(
      'ValueError',
      'All datasets must have cache_text_embeddings set to True when caching text embeddings is enabled.',
    );
  }
  return settings;
}

function itemsOf(node: ConfigNode, process: TrainingProcess): { section: Section; index: number }[] {
  if (node.kind === 'scalar' && typeof node.value !== 'string') {
    throw new PythonError('TypeError', `object of type '${pythonType(node)}' has no len()`);
  }
  if (node.kind === 'scalar' || node.kind === 'mapping') {
    // Python walks the letters of a text and the keys of a mapping.
    if (!isTruthy(node)) return [];
    throw new PythonError('AttributeError', "'str' object has no attribute 'get'");
  }
  const wrong = node.items.find((item) => item.kind !== 'mapping');
  if (wrong) throw new PythonError('AttributeError', `'${pythonType(wrong)}' object has no attribute 'get'`);
  return process.datasets.map((section, index) => ({ section, index }));
}

/** toolkit/config_modules.py:1095-1113 */
function resolutionsOf(section: Section): (ConfigNode | undefined)[] {
  const node = section.node('resolution');
  return node?.kind === 'sequence' ? [...node.items] : [node];
}

function readDataset(
  process: TrainingProcess,
  section: Section,
  index: number,
  resolution: ConfigNode | undefined,
): DatasetSettings {
  if (!isAbsent(section.node('poi'))) {
    throw new PythonError('ValueError', 'poi is deprecated and is no longer supported');
  }
  const ownBatchSize = section.node('batch_size');
  const ownPath = section.node('dataset_path');
  const augments = hasAugments(section);
  const hasOwnBatchSize = !isAbsent(ownBatchSize);
  const trainBatchSize = process.entry('train.batch_size')?.value;
  return {
    index,
    path: pathOf(isAbsent(ownPath) ? section.node('folder_path') : ownPath),
    folderPath: scalarText(section.node('folder_path')) ?? 'None',
    resolution: resolution ? numberOf(resolution) : runDefaults.resolution,
    repeats: section.entry('num_repeats') ? repeatsOf(section.node('num_repeats')) : 1,
    type: scalarText(section.node('type')) ?? (section.entry('type') ? 'None' : 'image'),
    scale: section.entry('scale') ? pythonNumber(section.node('scale')) : 1,
    buckets: flag(section, 'buckets', true),
    squareCrop: section.truthy('square_crop'),
    randomCrop: section.truthy('random_crop'),
    flipX: section.truthy('flip_x'),
    flipY: section.truthy('flip_y'),
    isReg: section.truthy('is_reg'),
    fastImageSize: section.truthy('fast_image_size'),
    video: (pythonNumber(section.node('num_frames')) ?? 1) > 1 || section.truthy('auto_frame_count'),
    batchSize: batchSizeOf(hasOwnBatchSize ? ownBatchSize : trainBatchSize),
    hasOwnBatchSize,
    ...readCaptions(process, section),
    ...readControls(section),
    cachesLatents: !augments && (section.truthy('cache_latents') || section.truthy('cache_latents_to_disk')),
    cachesLatentsToDisk: !augments && section.truthy('cache_latents_to_disk'),
    cachesText: process.truthy('train.cache_text_embeddings') || section.truthy('cache_text_embeddings'),
  };
}

type CaptionSettings = Pick<
  DatasetSettings,
  | 'trigger'
  | 'captionExtension'
  | 'defaultCaption'
  | 'captionDropout'
  | 'tokenDropout'
  | 'keepTokens'
  | 'shuffleTokens'
  | 'randomTriggers'
  | 'randomTriggersMax'
  | 'useShortCaptions'
  | 'preservationClass'
>;

function readCaptions(process: TrainingProcess, section: Section): CaptionSettings {
  const own = section.node('trigger_word');
  const shared = process.node('trigger_word');
  const trigger = isAbsent(own) ? shared : own;
  const fallback = section.node('default_caption');
  const preserves = process.truthy('train.diff_output_preservation');
  return {
    trigger: isAbsent(trigger) ? undefined : isText(trigger) ? trigger.value : wrong(trigger),
    captionExtension: captionExtensionOf(section),
    defaultCaption: isText(fallback) ? fallback.value : undefined,
    captionDropout: floatOf(section, 'caption_dropout_rate'),
    tokenDropout: floatOf(section, 'token_dropout_rate'),
    keepTokens: pythonNumber(section.node('keep_tokens')) ?? 0,
    shuffleTokens: section.truthy('shuffle_tokens'),
    randomTriggers: triggersOf(section.node('random_triggers')),
    randomTriggersMax: pythonNumber(section.node('random_triggers_max')) ?? 1,
    useShortCaptions: section.truthy('use_short_captions'),
    preservationClass: preserves
      ? (scalarText(process.node('train.diff_output_preservation_class')) ?? '')
      : undefined,
  };
}

function wrong(node: ConfigNode | undefined): WrongType {
  return { wrongType: pythonType(node) };
}

/** Paths may be numbers of open files to Python, which nobody means. */
function pathOf(node: ConfigNode | undefined): string | WrongType {
  if (isText(node)) return node.value;
  return node?.kind === 'scalar' && node.type === 'integer' ? String(node.value) : wrong(node);
}

function numberOf(node: ConfigNode): number | WrongType {
  return pythonNumber(node) ?? wrong(node);
}

/** toolkit/data_loader.py:452-454: compared with 1, then multiplied with a list. */
function repeatsOf(node: ConfigNode | undefined): number | WrongType {
  const value = pythonNumber(node);
  if (value === undefined) return wrong(node);
  if (!(value > 1)) return 1;
  return isPythonInteger(node) ? value : wrong(node);
}

function batchSizeOf(node: ConfigNode | undefined): number | WrongType {
  if (!node) return runDefaults.batchSize;
  return isPythonInteger(node) ? (pythonNumber(node) ?? wrong(node)) : wrong(node);
}

/** A text is a sequence of letters to Python. */
function triggersOf(node: ConfigNode | undefined): readonly string[] {
  if (isText(node)) return [...node.value];
  return node?.kind === 'sequence' ? node.items.flatMap((item) => scalarText(item) ?? []) : [];
}

/** toolkit/config_modules.py:941-944, 1029-1032: `caption_type` wins and gets no dot. */
function captionExtensionOf(section: Section): string | null {
  const legacy = section.node('caption_type');
  if (isTruthy(legacy)) return isText(legacy) ? legacy.value : null;
  const node = section.node('caption_ext');
  if (!section.entry('caption_ext')) return '.txt';
  if (isText(node)) return node.value === '' || node.value.startsWith('.') ? node.value : `.${node.value}`;
  if (!isTruthy(node)) return null;
  throw new PythonError('AttributeError', `'${pythonType(node)}' object has no attribute 'startswith'`);
}

/** toolkit/config_modules.py:961-992 */
function readControls(
  section: Section,
): Pick<
  DatasetSettings,
  | 'controlFolders'
  | 'controlFromSameFolder'
  | 'fullSizeControls'
  | 'maskFolder'
  | 'alphaMask'
  | 'inpaintFolder'
> {
  const numbered = ['control_path_1', 'control_path_2', 'control_path_3'].flatMap((key) => {
    const node = section.node(key);
    return isTruthy(node) ? (scalarText(node) ?? []) : [];
  });
  return {
    controlFolders: numbered.length > 0 ? numbered : foldersOf(section.node('control_path')),
    controlFromSameFolder: section.truthy('control_from_same_folder'),
    fullSizeControls: flag(section, 'full_size_control_images', true),
    maskFolder: scalarText(section.node('mask_path')),
    alphaMask: section.truthy('alpha_mask'),
    inpaintFolder: scalarText(section.node('inpaint_path')),
  };
}

function foldersOf(node: ConfigNode | undefined): readonly string[] | undefined {
  if (!node || isNull(node) || (isText(node) && node.value === '')) return undefined;
  if (node.kind === 'sequence') return node.items.flatMap((item) => scalarText(item) ?? []);
  const folder = scalarText(node);
  return folder === undefined ? undefined : [folder];
}

function hasAugments(section: Section): boolean {
  const augments = section.node('augments');
  if (section.entry('augments') && isNull(augments)) {
    throw new PythonError('TypeError', "object of type 'NoneType' has no len()");
  }
  return isTruthy(augments) || isTruthy(section.node('augmentations'));
}

function floatOf(section: Section, key: string): number {
  if (!section.entry(key)) return 0;
  const node = section.node(key);
  const number = pythonNumber(node);
  if (number !== undefined) return number;
  if (!isText(node)) {
    throw new PythonError(
      'TypeError',
      `float() argument must be a string or a real number, not '${pythonType(node)}'`,
    );
  }
  const text = node.value.trim();
  if (text !== '' && !Number.isNaN(Number(text))) return Number(text);
  throw new PythonError('ValueError', `could not convert string to float: '${node.value}'`);
}

/** Python's truth of a key, or the default where it is not written. */
function flag(section: Section, key: string, byDefault: boolean): boolean {
  return section.entry(key) ? section.truthy(key) : byDefault;
}

function isAbsent(node: ConfigNode | undefined): boolean {
  return node === undefined || isNull(node);
}
