import type { FileProbe } from '../trainer/file-probe';
import { hasImageExtension } from '../trainer/media-names';
import type { ImageFacts } from './pick-images';
import type { FoundFile } from './walk-folder';

/** A folder whose files belong to images by their names: controls, masks. */
export interface SideFolder {
  readonly files: readonly FoundFile[];
}

/** Headers and captions that are read, for large datasets. */
const mostRead = 1_000;
const unusable = new Set(['unreadable', 'truncated', 'too large']);
/** Bytes of a caption that are looked at. */
const captionBytes = 64 * 1024;

/** Looks at each image and what belongs to it. `captionEnding` as in `.txt`. */
export async function readImageFacts(
  probe: FileProbe,
  images: readonly FoundFile[],
  files: readonly FoundFile[],
  captionEnding: string,
  sides: readonly SideFolder[],
): Promise<readonly ImageFacts[]> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const stems = sides.map(({ files: own }) => new Set(own.filter(isImage).map(({ stem }) => stem)));
  const facts: ImageFacts[] = [];
  for (const [index, image] of images.entries()) {
    const read = index < mostRead;
    const size = read ? await sizeClass(probe, image) : 'not read';
    const caption = byPath.get(image.path.replace(/\.[^.]*$/, '') + captionEnding);
    const text = caption && read ? await captionClass(probe, caption) : caption ? 'not read' : 'no caption';
    const beside = stems.map((names) => (names.has(image.stem) ? 'with' : 'without'));
    const format = image.name.slice(image.stem.length).toLowerCase();
    const trouble = unusable.has(size) || text === 'not UTF-8' || beside.includes('without');
    facts.push({ kind: [format, size, text, ...beside].join(' | '), trouble });
  }
  return facts;
}

/** Whether ai-toolkit reads a file as an image (toolkit/data_loader.py: image_extensions). */
export function isImage({ name, folders }: FoundFile): boolean {
  return hasImageExtension(name) && folders.at(-1) !== '_controls';
}

async function sizeClass(probe: FileProbe, image: FoundFile): Promise<string> {
  const facts = await probe.imageFacts(image.path);
  if (!facts?.size || facts.problem !== undefined) return facts?.problem ?? 'unreadable';
  const { width, height } = facts.size;
  const shape = width > height * 1.1 ? 'wide' : height > width * 1.1 ? 'tall' : 'square';
  const pixels = width * height;
  return `${shape} ${pixels < 512 * 512 ? 'small' : pixels < 1024 * 1024 ? 'medium' : 'large'}`;
}

async function captionClass(probe: FileProbe, caption: FoundFile): Promise<string> {
  if (caption.size === 0) return 'empty caption';
  const bytes = await probe.readBytes(caption.path, 0, captionBytes);
  if (!bytes) return 'unreadable';
  try {
    // The last bytes may be half a character where the text goes on.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: caption.size > bytes.length });
    return 'caption';
  } catch {
    return 'not UTF-8';
  }
}
