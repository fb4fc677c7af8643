import { type KeyReader, keyReaders, typesBySection } from './key-readers';
import type { KeyRead } from './read-keys';
import type { OptimizerNames, ToolkitKeys } from './toolkit-keys';

/** The reads of each file, by its path relative to ai-toolkit's root, with slashes. */
export type ReadsByFile = ReadonlyMap<string, readonly KeyRead[]>;

/** The archs and optimizers that a checkout names; absent where they were not read. */
export interface ToolkitNames {
  readonly archs?: ReadonlySet<string>;
  readonly optimizers?: OptimizerNames;
}

/** What a checkout asks for, by section, and what it can be given. */
export function buildToolkitKeys(version: string, reads: ReadsByFile, names: ToolkitNames = {}): ToolkitKeys {
  const sections = readsBySection(reads);
  const processes = [...sections.keys()].filter(
    (section) => section in typesBySection || section === 'process',
  );
  const everyProcess = keysOf(sections, processes);
  const shared = new Set((reads.get(baseProcess) ?? []).map(({ key }) => key));
  const byType = new Map<string, ReadonlySet<string>>();
  const keysOfType = (type: string): ReadonlySet<string> => {
    const known = byType.get(type) ?? keysOf(sections, ['process', ...sectionsOf(type)]);
    byType.set(type, known);
    return known;
  };
  return {
    version,
    ...names,
    has(section, key) {
      if (section !== 'process' && !section.startsWith('process ')) return sections.get(section)?.has(key);
      // A process without a type is read as a trainer's.
      const type = section.split(' ')[1] ?? 'sd_trainer';
      if (shared.has(key) || keysOfType(type).has(key)) return true;
      // Some keys reach a process through a class that another type is named after.
      return everyProcess.has(key) || !sections.has('trainerProcess') || !isTrainer(type) ? undefined : false;
    },
  };
}

/** Every process goes through this class. */
const baseProcess = 'jobs/process/BaseProcess.py';

function sectionsOf(type: string): string[] {
  return Object.keys(typesBySection).filter((section) => typesBySection[section]?.includes(type));
}

function isTrainer(type: string): boolean {
  return typesBySection.trainerProcess?.includes(type) === true;
}

/** First steps of the keys that each section's readers ask for; a section without a reader is absent. */
export function readsBySection(reads: ReadsByFile): ReadonlyMap<string, ReadonlyMap<string, KeyRead>> {
  const sections = new Map<string, Map<string, KeyRead>>();
  for (const reader of keyReaders) {
    for (const read of reads.get(reader.file) ?? []) {
      if (!isBy(reader, read)) continue;
      const keys = sections.get(reader.section) ?? new Map<string, KeyRead>();
      sections.set(reader.section, keys);
      const key = read.key.split('.')[0] ?? read.key;
      const known = keys.get(key);
      // A key is often asked for twice; the reading with a default says more.
      if (!known || (known.fallback === undefined && read.fallback !== undefined)) keys.set(key, read);
    }
  }
  return sections;
}

function isBy(reader: KeyReader, read: KeyRead): boolean {
  return reader.className === read.inClass && reader.receivers.includes(read.receiver);
}

function keysOf(
  sections: ReadonlyMap<string, ReadonlyMap<string, KeyRead>>,
  names: readonly string[],
): ReadonlySet<string> {
  return new Set(names.flatMap((name) => [...(sections.get(name)?.keys() ?? [])]));
}
