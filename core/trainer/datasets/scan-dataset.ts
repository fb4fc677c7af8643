import type { ImageFacts } from '../file-probe';
import type { Size } from '../run-arithmetic';
import { droppedCaption } from './caption-text';
import type { DatasetSettings } from './dataset-settings';
import type { ScanDisk } from './disk-memory';
import { findPartners } from './find-partners';
import { fitImage } from './fit-image';
import { type FoundFile, listImages } from './list-images';
import { loadErrorOf } from './load-error';
import { batchBuckets, bucketBatchSize, checkedRepeats, makeBuckets } from './make-buckets';
import { NotKnown, PythonError } from './python-error';
import { isJsonObject, type JsonValue, jsonType, parsePythonJson } from './python-json';
import { decodeUtf8 } from './python-utf8';
import { readCaption } from './read-caption';
import { ScanCancelled, type ScanContext } from './scan-context';
import type { ScannedDataset, SkippedFile, SkipReason, TrainedImage } from './scanned-dataset';
import { indexKey, openSizeIndex, type SizeIndex, signatureOf } from './size-index';

/** The assertion that ends the start of a dataset without images, with what is there instead. */
export class NoImages extends PythonError {
  constructor(
    detail: string,
    readonly skipped: readonly SkippedFile[],
  ) {
    super('AssertionError', detail);
  }
}

/** A caption that ends the caching of text embeddings. */
export class BrokenCaption extends PythonError {
  constructor(
    type: string,
    detail: string,
    readonly file: string | undefined,
  ) {
    super(type, detail);
  }
}

interface Source {
  readonly path: string;
  readonly isJson: boolean;
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
  readonly folders: readonly string[];
  readonly captions: ReadonlyMap<string, JsonValue> | undefined;
  readonly cutShort: boolean;
}

/**
 * Builds one dataset as ai-toolkit's AiToolkitDataset does.
 *
 * @throws PythonError where ai-toolkit stops
 * @throws ScanCancelled
 */
export async function scanDataset(context: ScanContext, settings: DatasetSettings): Promise<ScannedDataset> {
  if (settings.type !== 'image')
    throw new PythonError('ValueError', `invalid dataset type: ${settings.type}`);
  const source = await readSource(context, settings);
  const repeats = checkedRepeats(settings);
  const { images, skipped } = await measureAll(context, settings, source);
  if (images.length === 0) {
    const kind = settings.video ? 'videos' : 'images';
    throw new NoImages(`no ${kind} found in ${source.path}`, [...source.skipped, ...skipped]);
  }
  const flips = (settings.flipX ? 2 : 1) * (settings.flipY ? 2 : 1);
  const times = repeats * flips;
  const buckets = settings.buckets ? makeBuckets(images, times) : undefined;
  const batchSize = buckets ? bucketBatchSize(settings) : plainBatchSize(settings);
  const items = images.length * times;
  const { length, padded } = buckets ? batchBuckets(buckets, batchSize) : { length: items, padded: 0 };
  failWhileCaching(settings, images, context.arch);
  return {
    settings,
    path: source.path,
    isJson: source.isJson,
    images,
    skipped: [...withoutUsed(source.skipped, images), ...skipped],
    folders: source.folders,
    repeats,
    flips,
    batchSize,
    items,
    length,
    buckets,
    padded,
    cutShort: source.cutShort,
  };
}

/** Files that belong to images, and what ai-toolkit itself keeps beside them, are not passed over. */
function withoutUsed(files: readonly SkippedFile[], images: readonly TrainedImage[]): readonly SkippedFile[] {
  const used = new Set(images.flatMap((image) => image.caption.file ?? []));
  return files.filter(
    ({ file }) =>
      !used.has(file) && !/[\\/](?:_latent_cache|_t_e_cache)[\\/]|[\\/]\.aitk_size\.json$/.test(file),
  );
}

function plainBatchSize({ batchSize }: DatasetSettings): number {
  return typeof batchSize === 'number' ? batchSize : 1;
}

async function readSource({ disk }: ScanContext, settings: DatasetSettings): Promise<Source> {
  const { path } = settings;
  if (typeof path !== 'string') {
    throw new PythonError(
      'TypeError',
      `stat: path should be string, bytes, os.PathLike or integer, not ${path.wrongType}`,
    );
  }
  const item = await disk.stat(path);
  if (typeof item === 'object' && item.kind === 'folder') {
    const { images, passed, folders, cutShort } = await listImages(disk, path, settings.video);
    const skipped = passed.map((file) => ({ file: file.path, reason: file.reason }));
    return { path, isJson: false, files: images, skipped, folders, captions: undefined, cutShort };
  }
  if (item === undefined) throw new NotKnown(path);
  if (item === 'absent') {
    throw new PythonError('FileNotFoundError', `[Errno 2] No such file or directory: ${quoted(path)}`);
  }
  const bytes = await disk.bytes(path, item);
  if (!bytes) throw new PythonError('PermissionError', `[Errno 13] Permission denied: ${quoted(path)}`);
  const captions = parsePythonJson(decodeUtf8(bytes).replace(/\r\n?/g, '\n'));
  if (!isJsonObject(captions)) {
    throw new PythonError('AttributeError', `'${jsonType(captions)}' object has no attribute 'keys'`);
  }
  const files = await Promise.all(
    [...captions.keys()].map(async (key) => ({ path: key, item: await itemOf(disk, key) })),
  );
  const folders = [disk.paths.dirname(path)];
  const inControls = (file: string) => disk.paths.basename(disk.paths.dirname(file)) === '_controls';
  const kept = files.filter((file) => !inControls(file.path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path, isJson: true, files: kept, skipped: [], folders, captions, cutShort: false };
}

/** A text as Python's `repr` writes it. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

async function itemOf(disk: ScanDisk, path: string) {
  const item = await disk.stat(path);
  return typeof item === 'object' ? item : undefined;
}

async function measureAll(
  context: ScanContext,
  settings: DatasetSettings,
  source: Source,
): Promise<{ images: TrainedImage[]; skipped: SkippedFile[] }> {
  const root = source.isJson ? context.disk.paths.dirname(source.path) : source.path;
  const index = await openSizeIndex(context.disk, root, context.indexes);
  const images: TrainedImage[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of source.files) {
    if (context.isCancelled()) throw new ScanCancelled();
    const measured = await measure(context, settings, file, index, indexKey(file.path, root));
    context.onFile();
    if (typeof measured === 'string') {
      skipped.push({ file: file.path, reason: measured });
      continue;
    }
    const { size, trueSize, facts } = measured;
    const fit = settings.buckets ? fitImage(size, settings) : undefined;
    const partners = await findPartners(context.disk, file.path, settings);
    const caption = await readCaption(context.disk, file.path, settings, source.captions);
    const loadError = await loadErrorOf(context, settings, { size, facts, ...partners });
    images.push({ path: file.path, item: file.item, size, trueSize, fit, caption, ...partners, loadError });
  }
  return { images, skipped };
}

interface Measured {
  readonly size: Size;
  readonly trueSize: Size | undefined;
  readonly facts: ImageFacts | undefined;
}

/** The size that ai-toolkit works with, or why it drops the file (data_transfer_object/data_loader.py:94-170). */
async function measure(
  { disk }: ScanContext,
  settings: DatasetSettings,
  { path, item }: FoundFile,
  index: SizeIndex,
  key: string,
): Promise<Measured | SkipReason> {
  if (!item) return 'missing';
  const signature = signatureOf(item);
  const known = index.entries.get(key);
  const facts = item.kind === 'file' ? await disk.image(path, item) : undefined;
  const own = facts?.size;
  const believed = known?.signature === signature ? { width: known.width, height: known.height } : undefined;
  const size = believed ?? sizeByReading(facts, settings.fastImageSize);
  if (typeof size === 'string') return size;
  if (settings.scale === undefined) return 'unusable scale';
  if (!believed) index.entries.set(key, { ...size, signature });
  const differs = own && (own.width !== size.width || own.height !== size.height);
  return { size, trueSize: differs ? own : undefined, facts };
}

function sizeByReading(facts: ImageFacts | undefined, fast: boolean): Size | SkipReason {
  if (!facts?.stored || !facts.size) return 'not an image';
  // Only headers of these formats are read without Pillow (toolkit/image_utils.py).
  if (fast && ['jpg', 'png', 'gif', 'bmp', 'tiff'].includes(facts.format)) return facts.stored;
  if (facts.problem === 'unreadable') return 'not an image';
  if (facts.problem === 'too large') return 'too large';
  return facts.problem === 'truncated' ? 'truncated' : facts.size;
}

/** Cached text embeddings read every caption at once, and those of edit-plus need a control for each image. */
function failWhileCaching(
  settings: DatasetSettings,
  images: readonly TrainedImage[],
  arch: string | undefined,
): void {
  if (!settings.cachesText) return;
  for (const image of images) {
    const { error } = image.caption;
    if (error !== undefined) {
      const colon = error.indexOf(': ');
      throw new BrokenCaption(error.slice(0, colon), error.slice(colon + 2), image.caption.file);
    }
    if (arch === 'qwen_image_edit_plus' && image.controls.length === 0) {
      throw new PythonError('ValueError', 'Missing control images for QwenImageEditPlusModel');
    }
  }
  if (settings.captionDropout > 0) droppedCaption(settings);
}
