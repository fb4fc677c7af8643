/** The end of a run that the user has not looked at. */
export interface UnseenEnd {
  /** The job folder. */
  readonly folder: string;
  readonly name: string;
  /** For the status bar. */
  readonly text: string;
  /** What happened, in sentences. */
  readonly message: string;
  readonly isFailure: boolean;
}

/** Where they are kept: the editor's memory of this workspace. */
export interface EndsMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The runs of this workspace that ended and were not looked at since, oldest first. They survive a closed window. */
export interface UnseenEnds {
  readonly ends: readonly UnseenEnd[];
  add(end: UnseenEnd): Promise<void>;
  /** The run in this folder was looked at, or began again. */
  remove(folder: string): Promise<void>;
}

const memoryKey = 'unseenEnds';
const mostEnds = 20;

export function openUnseenEnds(memory: EndsMemory): UnseenEnds {
  let ends = parse(memory.get(memoryKey));
  const keep = async (next: readonly UnseenEnd[]): Promise<void> => {
    ends = next;
    await memory.update(memoryKey, next);
  };
  const without = (folder: string) => ends.filter((each) => each.folder !== folder);
  return {
    get ends() {
      return ends;
    },
    add: (end) => keep([...without(end.folder), end].slice(-mostEnds)),
    async remove(folder) {
      if (ends.some((each) => each.folder === folder)) await keep(without(folder));
    },
  };
}

function parse(stored: unknown): readonly UnseenEnd[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown): UnseenEnd[] => {
    if (typeof each !== 'object' || each === null) return [];
    const [folder, name, text, message] = ['folder', 'name', 'text', 'message'].map((key): unknown =>
      Reflect.get(each, key),
    );
    if (typeof folder !== 'string' || typeof name !== 'string') return [];
    if (typeof text !== 'string' || typeof message !== 'string') return [];
    return [{ folder, name, text, message, isFailure: Reflect.get(each, 'isFailure') === true }];
  });
}
