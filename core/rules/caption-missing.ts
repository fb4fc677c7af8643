import type { ConfigDocument } from '../syntax/config-document';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import { countOf, nameSome, type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { SkippedFile, TrainedImage } from '../trainer/datasets/index';
import type { DiskRule } from './rule';

export const captionMissing: DiskRule = {
  code: 'caption-missing',
  severity: 'warning',
  summary: 'Images without a caption file, or with an empty one, train with an empty caption.',
  claims: [{ where: 'dataset', what: 'ignored', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const dataset of placedDatasets(process, scan)) {
        const found = missingIn(config.document, dataset) ?? emptyIn(dataset);
        if (found) yield found;
      }
    }
  },
};

function missingIn(document: ConfigDocument, dataset: PlacedDataset): Finding | undefined {
  const { section, path, scanned } = dataset;
  const missing = scanned.images.filter(
    ({ caption }) => caption.source === 'none' && caption.error === undefined && caption.file === undefined,
  );
  const { captionExtension } = scanned.settings;
  if (missing.length === 0 || captionExtension === null) return undefined;
  const other = otherExtension(missing, scanned.skipped, captionExtension);
  const span = (section.node('caption_type') ?? section.node('caption_ext') ?? path).span;
  const all = missing.length === scanned.images.length;
  const who = all
    ? `None of the ${countOf(scanned.images.length, 'image')} has a '${captionExtension}' caption file`
    : `${missing.length} of ${countOf(scanned.images.length, 'image')} have no '${captionExtension}' caption file: ${nameSome(missing.map((image) => image.path))}`;
  const advice =
    other === undefined
      ? "Add the files, or set 'default_caption'."
      : `There are files with '${other.extension}', such as ${nameSome(other.files)}.`;
  return {
    span,
    message: `${who}. ai-toolkit silently trains them with ${scanned.settings.trigger ? 'only the trigger word' : 'an empty caption'}. ${advice}`,
    // Only where no image has a caption now: the key holds for all of them.
    fixes: other?.usable && all ? [useExtension(document, dataset, other.extension)] : [],
  };
}

interface OtherExtension {
  readonly extension: string;
  readonly files: readonly string[];
  /** Whether `caption_ext` can name it; for `a.png.txt` the files must be renamed. */
  readonly usable: boolean;
}

/** The extension that files of the same stem have instead. */
function otherExtension(
  missing: readonly TrainedImage[],
  skipped: readonly SkippedFile[],
  wanted: string,
): OtherExtension | undefined {
  const names = new Map<string, string[]>();
  const stems = new Map(missing.map((image) => [withoutExtension(image.path), image.path]));
  for (const { file, reason } of skipped) {
    if (reason !== 'extension') continue;
    const stem = [...prefixes(file)].find((prefix) => stems.has(prefix));
    const extension = stem === undefined ? undefined : file.slice(stem.length);
    if (
      !extension ||
      !/^\.[\w.-]*(?:txt|caption|md|json|tags?|text)$/i.test(extension) ||
      extension === wanted
    )
      continue;
    names.set(extension, [...(names.get(extension) ?? []), file]);
  }
  const [most] = [...names].sort(([, a], [, b]) => b.length - a.length);
  if (!most) return undefined;
  const usable = !/^\.(?:png|jpe?g|webp)\./i.test(most[0]) && !/json$/i.test(most[0]);
  return { extension: most[0], files: most[1], usable };
}

/** Every beginning of a path that ends before a dot of the file's name. */
function* prefixes(file: string): Iterable<string> {
  const nameStart = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1;
  for (let dot = file.indexOf('.', nameStart + 1); dot >= 0; dot = file.indexOf('.', dot + 1)) {
    yield file.slice(0, dot);
  }
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^.\\/]*$/, '');
}

function useExtension(document: ConfigDocument, { section, path }: PlacedDataset, extension: string): Fix {
  const title = `Use the caption files with '${extension}'`;
  const entry = section.entry('caption_type') ?? section.entry('caption_ext');
  if (entry?.value.kind === 'scalar') {
    const isLegacy = entry.key.value === 'caption_type';
    const value = isLegacy ? extension : extension.replace(/^\./, '');
    return { title, safe: false, edits: [replaceScalar(entry.value, value)] };
  }
  const at = section.mapping.entries.find((each) => each.value === path);
  const key = String(at?.key.value ?? 'folder_path');
  return {
    title,
    safe: false,
    edits: [insertEntry(document, section.mapping, 'caption_ext', extension.replace(/^\./, ''), key)],
  };
}

function emptyIn({ path, scanned }: PlacedDataset): Finding | undefined {
  const empty = scanned.images.filter(
    ({ caption }) => caption.source === 'file' && caption.raw !== undefined && caption.raw.trim() === '',
  );
  if (empty.length === 0) return undefined;
  return {
    span: path.span,
    message: `${countOf(empty.length, 'caption file')} of ${scanned.images.length} are empty: ${nameSome(empty.map(({ caption }) => caption.file ?? ''))}. ai-toolkit silently trains these images with an empty caption. Write captions, or set 'default_caption'.`,
  };
}
