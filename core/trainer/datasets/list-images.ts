import type { ProbedItem } from '../file-probe';
import { hasImageExtension } from '../media-names';
import type { ScanDisk } from './disk-memory';

/** A file that a dataset may train. */
export interface FoundFile {
  /** As ai-toolkit joins it from the dataset's path. */
  readonly path: string;
  readonly item: ProbedItem | undefined;
}

/** A file below a dataset folder that is not trained. */
export interface PassedFile extends FoundFile {
  /** `hidden`, `hidden folder`, `controls folder`, `extension` or `linked folder`. */
  readonly reason: 'hidden' | 'hidden folder' | 'controls folder' | 'extension' | 'linked folder';
}

export interface FoundFiles {
  readonly images: readonly FoundFile[];
  readonly passed: readonly PassedFile[];
  /** Every folder that was entered, the dataset's own first. */
  readonly folders: readonly string[];
  /** The limit of files or folders was reached, so that the lists are not complete. */
  readonly cutShort: boolean;
}

const videoName = /\.(?:mp4|avi|mov|webm|mkv|wmv|m4v|flv)$/i;
/** Guards against folders that contain themselves by other means than links, and against a whole disk as dataset. */
const deepest = 64;
const mostFiles = 500_000;

/**
 * The files below a folder as ai-toolkit finds them (toolkit/data_loader.py:428-450): recursive, links to files but not
 * to folders, no hidden files or folders, and no files whose own folder is named `_controls`. In order of their paths.
 */
export async function listImages(disk: ScanDisk, root: string, video: boolean): Promise<FoundFiles> {
  const images: FoundFile[] = [];
  const passed: PassedFile[] = [];
  const folders: string[] = [];
  const waiting: { path: string; depth: number; hidden: boolean }[] = [
    { path: root, depth: 0, hidden: false },
  ];
  let cutShort = false;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (images.length + passed.length > mostFiles) {
      cutShort = true;
      break;
    }
    const items = await disk.folder(next.path);
    if (!next.hidden) folders.push(next.path);
    const isControls = disk.paths.basename(next.path) === '_controls';
    for (const item of items?.values() ?? []) {
      const path = disk.paths.join(next.path, item.name);
      const hidden = item.name.startsWith('.');
      if (item.kind === 'folder') {
        if (item.isLink) passed.push({ path, item, reason: 'linked folder' });
        else if (next.depth >= deepest) cutShort = true;
        else waiting.push({ path, depth: next.depth + 1, hidden: next.hidden || hidden });
      } else if (next.hidden) passed.push({ path, item, reason: 'hidden folder' });
      else if (hidden) passed.push({ path, item, reason: 'hidden' });
      else if (!hasImageExtension(item.name) && !(video && videoName.test(item.name))) {
        passed.push({ path, item, reason: 'extension' });
      } else if (isControls) passed.push({ path, item, reason: 'controls folder' });
      else images.push({ path, item });
    }
  }
  return { images: images.sort(byPath), passed: passed.sort(byPath), folders, cutShort };
}

/** Orders files by their paths; ai-toolkit itself uses the order of the file system. */
function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
