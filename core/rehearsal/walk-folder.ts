import type { FileProbe } from '../trainer/file-probe';

/** A file below a folder. */
export interface FoundFile {
  /** As the probe reads it. */
  readonly path: string;
  /** Names of the folders between the walked folder and the file. */
  readonly folders: readonly string[];
  readonly name: string;
  /** The name without its last extension. */
  readonly stem: string;
  /** Bytes. */
  readonly size: number;
}

/** Guards against folders that contain themselves and against whole drives. */
const deepest = 12;
const mostFiles = 50_000;

/**
 * The files below a folder as Python's os.walk visits them: without hidden files and folders, and without entering links.
 * Stops after 50,000 files. Undefined when the folder cannot be listed.
 */
export async function walkFolder(
  probe: FileProbe,
  folder: string,
): Promise<readonly FoundFile[] | undefined> {
  const found: FoundFile[] = [];
  const open: { path: string; folders: readonly string[] }[] = [{ path: folder, folders: [] }];
  let listed = false;
  for (let at = open.shift(); at && found.length < mostFiles; at = open.shift()) {
    const items = await probe.listFolder(at.path);
    if (!items) continue;
    listed = true;
    for (const item of [...items].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (item.name.startsWith('.')) continue;
      const path = probe.join(at.path, item.name);
      if (item.kind === 'file') {
        const stem = item.name.replace(/\.[^.]*$/, '');
        found.push({ path, folders: at.folders, name: item.name, stem, size: item.size });
      } else if (!item.isLink && at.folders.length < deepest) {
        open.push({ path, folders: [...at.folders, item.name] });
      }
    }
  }
  return listed ? found : undefined;
}
