import { isText, isTruthy } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import type { FileProbe } from '../trainer/file-probe';
import type { Section } from '../trainer/training-config';
import type { Change, PlainValue } from './change';
import { isImage, readImageFacts } from './image-facts';
import { pickImages } from './pick-images';
import { plainAt, plainValue } from './plain-value';
import { smallResolution } from './run-changes';
import { type FoundFile, walkFolder } from './walk-folder';

/** A file that the rehearsal reads a copy of. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
}

/** What takes the place of one dataset. */
export interface DatasetSelection {
  readonly changes: readonly Change[];
  /** The folder of the images as written; undefined where there is none. */
  readonly folder: string | undefined;
  readonly copies: readonly FileCopy[];
  /** Folders that must exist, also where no file is copied into them. */
  readonly folders: readonly string[];
  /** Chosen images, and how many the dataset has. */
  readonly images: number;
  readonly found: number;
  /** Training items of one epoch: images × resolutions × flips. */
  readonly items: number;
}

export interface SelectionOptions {
  readonly probe: FileProbe;
  /** Absolute path that the dataset's folders are made below. */
  readonly target: string;
  /** Images at most. */
  readonly images: number;
  /** A path with its `${…}` replaced; undefined where a variable is not set. */
  readonly expand: (path: string) => string | undefined;
}

/** Keys that name a folder of files which belong to the images by name. */
const sideKeys = [
  'control_path',
  'control_path_1',
  'control_path_2',
  'control_path_3',
  'inpaint_path',
  'mask_path',
  'unconditional_path',
  'clip_image_path',
];
const why = 'a temporary folder with a few of the files: nothing is written next to yours';

/**
 * Chooses a dataset's files for a rehearsal. A folder that does not exist stays as it is written, so that ai-toolkit fails
 * with it as it would.
 */
export async function selectDataset(dataset: Section, options: SelectionOptions): Promise<DatasetSelection> {
  const main = dataset.text('dataset_path') ? 'dataset_path' : 'folder_path';
  const folder = await folderAt(dataset.text(main)?.value, options);
  const sides = await sideFolders(dataset, options);
  const changes: Change[] = [...sides.map(({ change }) => change), ...numbers(dataset)];
  if (!folder) {
    return {
      changes,
      folder: undefined,
      copies: [],
      folders: sides.map(({ to }) => to),
      images: 0,
      found: 0,
      items: 0,
    };
  }
  const to = options.probe.join(options.target, 'images');
  const images = folder.files.filter(isImage);
  const facts = await readImageFacts(options.probe, images, folder.files, captionEnding(dataset), sides);
  const least = 1 + sameFolder(dataset);
  const chosen = pickImages(facts, { least, most: options.images, extra: 2 }).flatMap(
    (at) => images[at] ?? [],
  );
  const stems = new Set(chosen.map(({ stem }) => stem));
  const copies = [
    ...chosen
      .flatMap((image) => withCompanions(image, folder.files))
      .map((file) => copyTo(file, to, options)),
    ...sides.flatMap((side) =>
      side.files.filter(({ stem }) => stems.has(stem)).map((file) => copyTo(file, side.to, options)),
    ),
  ];
  return {
    changes: [{ path: [...dataset.path, main], to, why }, ...changes],
    folder: dataset.text(main)?.value,
    copies: uniqueCopies(copies),
    folders: [to, ...sides.map((side) => side.to)],
    images: chosen.length,
    found: images.length,
    items:
      chosen.length *
      resolutions(dataset) *
      (dataset.truthy('flip_x') ? 2 : 1) *
      (dataset.truthy('flip_y') ? 2 : 1),
  };
}

interface Side {
  readonly files: readonly FoundFile[];
  readonly to: string;
  readonly change: Change;
}

async function sideFolders(dataset: Section, options: SelectionOptions): Promise<Side[]> {
  const sides: Side[] = [];
  for (const key of sideKeys) {
    const node = dataset.node(key);
    const written: { value: string; path: ConfigPath }[] = isText(node)
      ? [{ value: node.value, path: [...dataset.path, key] }]
      : node?.kind === 'sequence'
        ? node.items.flatMap((item, index) =>
            isText(item) ? [{ value: item.value, path: [...dataset.path, key, index] }] : [],
          )
        : [];
    for (const [index, { value, path }] of written.entries()) {
      const folder = await folderAt(value, options);
      if (!folder) continue;
      const to = options.probe.join(options.target, index === 0 ? key : `${key}-${index}`);
      sides.push({
        files: folder.files.filter(({ folders }) => folders.length === 0),
        to,
        change: { path, to, why },
      });
    }
  }
  return sides;
}

async function folderAt(
  written: string | undefined,
  { probe, expand }: SelectionOptions,
): Promise<{ files: readonly FoundFile[] } | undefined> {
  const path = written === undefined || written === '' ? undefined : expand(written);
  const item = path === undefined ? undefined : await probe.stat(path);
  if (path === undefined || item === undefined || item === 'absent' || item.kind !== 'folder')
    return undefined;
  const files = await walkFolder(probe, path);
  return files && { files };
}

/** Numbers of a dataset that only cost time. A list is changed number by number, so that its comments stay. */
function numbers(dataset: Section): Change[] {
  const path = [...dataset.path, 'resolution'];
  const written = dataset.node('resolution');
  const sides: readonly (readonly [ConfigPath, PlainValue])[] =
    written?.kind === 'sequence'
      ? written.items.map((item, index) => [[...path, index], plainValue(item)] as const)
      : [[path, written ? plainValue(written) : 512]];
  const changes: Change[] = sides.flatMap(([at, side]) => {
    const to = smallResolution(side);
    return to === side ? [] : [{ path: at, to, why: 'small images take seconds' }];
  });
  const repeats = dataset.number('num_repeats');
  if (repeats?.type === 'integer' && repeats.value > 1) {
    changes.push({ path: [...dataset.path, 'num_repeats'], to: 1, why: 'each chosen image gets its turn' });
  }
  return changes;
}

function resolutions(dataset: Section): number {
  const written: PlainValue | undefined = plainAt(dataset.mapping, ['resolution']);
  return Array.isArray(written) ? Math.max(1, written.length) : 1;
}

/** Other images that ai-toolkit draws controls from, when they come from the same folder. */
function sameFolder(dataset: Section): number {
  const controls = isTruthy(dataset.node('control_from_same_folder'))
    ? (dataset.number('num_controls_from_same_folder')?.value ?? 1)
    : 0;
  return Math.min(8, Math.max(controls, isTruthy(dataset.node('clip_image_from_same_folder')) ? 1 : 0));
}

function captionEnding(dataset: Section): string {
  const written = dataset.text('caption_type')?.value ?? dataset.text('caption_ext')?.value ?? '.txt';
  return written.startsWith('.') ? written : `.${written}`;
}

/** Bytes; a companion that is larger is not a caption. */
const largestCompanion = 1024 * 1024;

/** The image, the small files of its name in its folder (captions of any ending), and the folder's default caption. */
function withCompanions(image: FoundFile, files: readonly FoundFile[]): FoundFile[] {
  const folder = image.folders.join('/');
  const isBeside = (file: FoundFile) =>
    file.folders.join('/') === folder && (file.stem === image.stem || file.stem === 'default');
  return [
    image,
    ...files.filter((file) => isBeside(file) && !isImage(file) && file.size <= largestCompanion),
  ];
}

function copyTo(file: FoundFile, to: string, { probe }: SelectionOptions): FileCopy {
  return { from: file.path, to: probe.join(to, ...file.folders, file.name) };
}

function uniqueCopies(copies: readonly FileCopy[]): FileCopy[] {
  return [...new Map(copies.map((copy) => [copy.to, copy])).values()];
}
