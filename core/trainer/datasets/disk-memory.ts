import type { FileProbe, ImageFacts, ProbedItem } from '../file-probe';
import { type PythonPaths, pythonPaths } from './python-paths';

/** A folder's children by name. */
export type FolderItems = ReadonlyMap<string, ProbedItem>;

/**
 * The disk during one scan: every folder is listed once and every file read once, however many datasets ask.
 * `isCancelled` is asked between files.
 */
export interface ScanDisk {
  readonly paths: PythonPaths;
  readonly windows: boolean;
  /** Children of a folder by name; undefined when it cannot be listed. */
  folder(path: string): Promise<FolderItems | undefined>;
  /** A child of a folder by the name that a path gives it, compared as the platform compares names. */
  child(folder: string, name: string): Promise<ProbedItem | undefined>;
  stat(path: string): Promise<ProbedItem | 'absent' | undefined>;
  image(path: string, item: ProbedItem | undefined): Promise<ImageFacts | undefined>;
  /** A whole file; undefined when it cannot be read or is longer than a caption or an index can be. */
  bytes(path: string, item?: ProbedItem): Promise<Uint8Array | undefined>;
}

/** Larger files are not captions and not JSON datasets that a scan should read. */
const longestText = 64 * 1024 * 1024;

/** Wraps a probe for one scan. */
export function rememberDisk(probe: FileProbe): ScanDisk {
  const folders = new Map<string, Promise<FolderItems | undefined>>();
  const lowered = new Map<string, ReadonlyMap<string, ProbedItem>>();
  const images = new Map<string, Promise<ImageFacts | undefined>>();
  const texts = new Map<string, Promise<Uint8Array | undefined>>();
  const remember = <T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const known = map.get(key);
    if (known) return known;
    const made = make();
    map.set(key, made);
    return made;
  };
  const folder = (path: string) =>
    remember(folders, path, async () => {
      const items = await probe.listFolder(path === '' ? '.' : path);
      return items && new Map(items.map((item) => [item.name, item]));
    });
  return {
    paths: pythonPaths(probe.windows),
    windows: probe.windows,
    folder,
    async child(path, name) {
      const items = await folder(path);
      if (!items || !probe.windows) return items?.get(name);
      let names = lowered.get(path);
      if (!names) {
        names = new Map([...items.values()].map((item) => [item.name.toLowerCase(), item]));
        lowered.set(path, names);
      }
      return names.get(name.toLowerCase());
    },
    stat: (path) => (path === '' ? Promise.resolve('absent') : probe.stat(path)),
    image: (path, item) => remember(images, path, () => probe.imageFacts(path, item)),
    bytes: (path, item) =>
      remember(texts, path, () =>
        probe.readBytes(path, 0, item ? Math.min(item.size, longestText) : longestText),
      ),
  };
}
