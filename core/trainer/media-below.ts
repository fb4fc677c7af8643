import type { FileProbe } from './file-probe';

/** Deeper than datasets are; a guard against folders that contain themselves. */
const deepest = 64;

/**
 * Whether ai-toolkit finds at least one file below a dataset folder. As it does, hidden and linked folders and the files
 * directly in `_controls` are left out (toolkit/data_loader.py:437-450). Undefined when a folder cannot be listed.
 */
export async function hasMediaBelow(
  probe: FileProbe,
  folder: string,
  accepts: (name: string) => boolean,
  depth = 0,
): Promise<boolean | undefined> {
  const items = await probe.listFolder(folder);
  if (!items) return undefined;
  const isControls = folder.split(/[\\/]/).at(-1) === '_controls';
  if (!isControls && items.some(({ kind, name }) => kind === 'file' && accepts(name))) return true;
  let known = depth < deepest;
  for (const item of items) {
    if (item.kind !== 'folder' || item.isLink || item.name.startsWith('.') || depth >= deepest) continue;
    const found = await hasMediaBelow(probe, probe.join(folder, item.name), accepts, depth + 1);
    if (found) return true;
    known &&= found === false;
  }
  return known ? false : undefined;
}
