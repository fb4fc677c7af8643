import type { Logger } from '../../../core/host';

/** What was read of the disk, by the name of what was read. Who types never waits for more than the first reading. */
export interface Readings<Value> {
  /** What is known by now, `empty` before the first reading. Asking starts a look in the background when one is due. */
  known(name: string): Value;
  /** The same, once there has been a first reading. */
  afterFirst(name: string): Promise<Value>;
  /** What the disk says now, for who is about to act on it. */
  fresh(name: string): Promise<Value>;
  /** Resolves when no reading is under way. */
  settled(): Promise<void>;
}

export interface ReadingNeeds<Value> {
  readonly empty: Value;
  /** Reads; answers `before` itself where nothing has changed. */
  read(name: string, before: Value): Promise<Value>;
  /** What was answered before is no longer true. */
  onChange(): void;
  readonly logger: Logger;
  /** Milliseconds between two looks. */
  readonly lookEvery: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: (() => number) | undefined;
}

interface Entry<Value> {
  value: Value;
  /** When the last look ended, in milliseconds. */
  lookedAt: number | undefined;
  looking: Promise<void> | undefined;
  /** Someone has been told the value, and is to hear of a change. */
  told: boolean;
  /** A failure has been logged; the next one is most likely the same. */
  complained: boolean;
}

/** Remembers readings; nothing is read before the first question. A reading that fails leaves what was known. */
export function rememberReadings<Value>(needs: ReadingNeeds<Value>): Readings<Value> {
  const { now = () => performance.now() } = needs;
  const entries = new Map<string, Entry<Value>>();
  const entryOf = (name: string): Entry<Value> => {
    const known = entries.get(name);
    if (known) return known;
    const entry = newEntry(needs.empty);
    entries.set(name, entry);
    return entry;
  };
  const look = (name: string, entry: Entry<Value>): Promise<void> => {
    entry.looking ??= readInto(name, entry, needs, now);
    return entry.looking;
  };
  const tell = (entry: Entry<Value>): Value => {
    entry.told = true;
    return entry.value;
  };
  const isDue = ({ lookedAt }: Entry<Value>) => lookedAt === undefined || now() - lookedAt >= needs.lookEvery;
  const known = (name: string): Value => {
    const entry = entryOf(name);
    const value = tell(entry);
    if (isDue(entry)) void look(name, entry);
    return value;
  };
  return {
    known,
    async afterFirst(name) {
      const entry = entryOf(name);
      if (entry.lookedAt === undefined) await look(name, entry);
      return known(name);
    },
    async fresh(name) {
      const entry = entryOf(name);
      // A look that is under way may have begun before the last change.
      await entry.looking;
      await look(name, entry);
      return tell(entry);
    },
    async settled() {
      await Promise.all([...entries.values()].map(({ looking }) => looking));
    },
  };
}

function newEntry<Value>(value: Value): Entry<Value> {
  return { value, lookedAt: undefined, looking: undefined, told: false, complained: false };
}

async function readInto<Value>(
  name: string,
  entry: Entry<Value>,
  needs: ReadingNeeds<Value>,
  now: () => number,
): Promise<void> {
  try {
    const before = entry.value;
    entry.value = await needs.read(name, before);
    if (entry.value !== before && entry.told) needs.onChange();
  } catch (error) {
    if (!entry.complained) needs.logger.warn(`'${name}' could not be read: ${String(error)}`);
    entry.complained = true;
  } finally {
    entry.lookedAt = now();
    entry.looking = undefined;
  }
}
