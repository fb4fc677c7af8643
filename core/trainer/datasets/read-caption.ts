import type { ProbedItem } from '../file-probe';
import { captionText, preservedCaption } from './caption-text';
import type { DatasetSettings } from './dataset-settings';
import type { ScanDisk } from './disk-memory';
import { PythonError } from './python-error';
import { isJsonObject, type JsonValue, jsonType } from './python-json';
import { readTextMode } from './python-utf8';

/** Where the text of a caption comes from. */
export type CaptionSource = 'file' | 'json' | 'default' | 'none';

/** The caption of one image as ai-toolkit reads it. */
export interface CaptionReading {
  readonly source: CaptionSource;
  /** The caption file, where there is one. */
  readonly file: string | undefined;
  /** The caption file as the disk lists it. */
  readonly item: ProbedItem | undefined;
  /** The text before tokens and trigger word; undefined where reading fails. */
  readonly raw: string | undefined;
  /** What trains; null where it is drawn at random or reading fails. */
  readonly caption: string | null;
  /** The short caption, where a dataset has one and it differs. */
  readonly short?: string | null;
  /** The caption for differential output preservation. */
  readonly preserved?: string;
  /** The exception that ends the run when the image is drawn. */
  readonly error?: string;
}

/**
 * Reads the caption of an image (toolkit/dataloader_mixins.py:333-380).
 *
 * @param captions the JSON dataset, if it is one
 */
export async function readCaption(
  disk: ScanDisk,
  image: string,
  settings: DatasetSettings,
  captions: ReadonlyMap<string, JsonValue> | undefined,
): Promise<CaptionReading> {
  // With cached text embeddings ai-toolkit reads captions without the JSON file.
  const written = settings.cachesText ? undefined : captions?.get(image);
  const place = { source: 'none', file: undefined, item: undefined } as const;
  try {
    const fromJson = written === undefined ? undefined : jsonCaption(written, settings);
    if (fromJson) return { ...place, source: 'json', ...textsOf(fromJson.raw, fromJson.short, settings) };
    return await sideCarCaption(disk, image, settings);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { ...place, raw: undefined, caption: null, error: error.message };
  }
}

async function sideCarCaption(
  disk: ScanDisk,
  image: string,
  settings: DatasetSettings,
): Promise<CaptionReading> {
  const { captionExtension, defaultCaption } = settings;
  if (captionExtension === null) {
    throw new PythonError('TypeError', 'can only concatenate str (not "NoneType") to str');
  }
  const file = `${disk.paths.withoutExtension(image)}${captionExtension}`;
  const item = await captionItem(disk, file, captionExtension);
  if (!item) {
    const raw = defaultCaption ?? '';
    const source = defaultCaption === undefined ? 'none' : 'default';
    return { source, file: undefined, item: undefined, ...textsOf(raw, defaultCaption, settings) };
  }
  const place = { source: 'file', file, item } as const;
  try {
    if (item.kind === 'folder')
      throw new PythonError('IsADirectoryError', `[Errno 21] Is a directory: '${file}'`);
    const bytes = await disk.bytes(file, item);
    if (!bytes) throw new PythonError('PermissionError', `[Errno 13] Permission denied: '${file}'`);
    const text = readTextMode(bytes);
    const blank = text.trim() === '' && defaultCaption !== undefined;
    const raw = blank ? defaultCaption : text;
    return { ...place, source: blank ? 'default' : 'file', ...textsOf(raw, defaultCaption, settings) };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { ...place, raw: undefined, caption: null, error: error.message };
  }
}

/** The listing of the image's own folder answers; an extension with a separator in it leads elsewhere. */
async function captionItem(disk: ScanDisk, file: string, extension: string): Promise<ProbedItem | undefined> {
  if (/[\\/]/.test(extension)) {
    const item = await disk.stat(file);
    return typeof item === 'object' ? item : undefined;
  }
  return disk.child(disk.paths.dirname(file), disk.paths.basename(file));
}

function textsOf(
  raw: string,
  short: string | undefined,
  settings: DatasetSettings,
): Pick<CaptionReading, 'raw' | 'caption' | 'short' | 'preserved'> {
  const caption = captionText(raw, settings);
  const shortText = short === undefined ? undefined : captionText(short, settings, { short: true });
  return {
    raw,
    caption,
    ...(shortText !== undefined && shortText !== caption ? { short: shortText } : {}),
    ...(settings.preservationClass !== undefined && caption !== null
      ? { preserved: preservedCaption(caption, settings) }
      : {}),
  };
}

/** `"caption" in value`, then `value["caption"]`, with Python's answers for values of any type. */
function jsonCaption(
  value: JsonValue,
  settings: DatasetSettings,
): { raw: string; short: string | undefined } | undefined {
  if (isJsonObject(value)) {
    if (!value.has('caption')) return undefined;
    const short = value.has('caption_short') ? textOf(value.get('caption_short')) : undefined;
    const raw = settings.useShortCaptions && short !== undefined ? short : textOf(value.get('caption'));
    return { raw, short };
  }
  if (typeof value === 'string') {
    if (!value.includes('caption')) return undefined;
    throw new PythonError('TypeError', "string indices must be integers, not 'str'");
  }
  if (Array.isArray(value)) {
    if (!value.includes('caption')) return undefined;
    throw new PythonError('TypeError', 'list indices must be integers or slices, not str');
  }
  throw new PythonError('TypeError', `argument of type '${jsonType(value)}' is not iterable`);
}

/** A caption that is null is an empty one; other values have no `split`. */
function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  throw new PythonError('AttributeError', `'${jsonType(value)}' object has no attribute 'split'`);
}
