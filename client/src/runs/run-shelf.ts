/** Where the shelf is kept: the extension's memory of this machine. */
export interface ShelfMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What the user decided about runs: folders that were opened, names, and what is put away. By job folder. */
export interface RunShelf {
  /** Job folders that were opened, newest first. */
  readonly folders: readonly string[];
  labelOf(folder: string): string | undefined;
  isArchived(folder: string): boolean;
  add(folder: string): Promise<void>;
  /** An empty name takes the given one away. */
  rename(folder: string, label: string): Promise<void>;
  archive(folder: string, isArchived: boolean): Promise<void>;
  forget(folder: string): Promise<void>;
}

const memoryKey = 'runShelf';
const mostFolders = 200;

interface Shelved {
  readonly folder: string;
  readonly opened: boolean;
  readonly label?: string | undefined;
  readonly archived: boolean;
}

export function openRunShelf(memory: ShelfMemory): RunShelf {
  // Read at each use: other windows change it too.
  const read = (): readonly Shelved[] => parse(memory.get(memoryKey));
  const find = (folder: string) => read().find((each) => each.folder === folder);
  const change = async (folder: string, changes: Partial<Shelved>) => {
    const before = find(folder) ?? { folder, opened: false, archived: false };
    const others = read().filter((each) => each.folder !== folder);
    await memory.update(memoryKey, [{ ...before, ...changes }, ...others].slice(0, mostFolders));
  };
  return {
    get folders() {
      return read().flatMap(({ folder, opened }) => (opened ? [folder] : []));
    },
    labelOf: (folder) => find(folder)?.label,
    isArchived: (folder) => find(folder)?.archived === true,
    add: (folder) => change(folder, { opened: true }),
    rename: (folder, label) => change(folder, { label: label.trim() === '' ? undefined : label.trim() }),
    archive: (folder, archived) => change(folder, { archived }),
    async forget(folder) {
      await memory.update(
        memoryKey,
        read().filter((each) => each.folder !== folder),
      );
    },
  };
}

function parse(stored: unknown): readonly Shelved[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown): Shelved[] => {
    if (typeof each !== 'object' || each === null) return [];
    const folder = Reflect.get(each, 'folder');
    const label = Reflect.get(each, 'label');
    if (typeof folder !== 'string') return [];
    return [
      {
        folder,
        opened: Reflect.get(each, 'opened') === true,
        archived: Reflect.get(each, 'archived') === true,
        ...(typeof label === 'string' ? { label } : {}),
      },
    ];
  });
}
