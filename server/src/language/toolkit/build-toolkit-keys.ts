import type { ToolkitKeys } from '../model/toolkit-keys';
import { type KeyReader, keyReaders } from './key-readers';
import type { KeyRead } from './read-keys';

/** The reads of each file, by its path relative to ai-toolkit's root, with slashes. */
export type ReadsByFile = ReadonlyMap<string, readonly KeyRead[]>;

/** Process types that train through SDTrainer; they share their readers. */
const trainers = new Set([
  'process',
  'process sd_trainer',
  'process diffusion_trainer',
  'process ui_trainer',
  'process textual_inversion_trainer',
]);

/** What a checkout asks for, by section. */
export function buildToolkitKeys(version: string, reads: ReadsByFile): ToolkitKeys {
  const sections = readsBySection(reads);
  const trainer = new Set([...keysOf(sections, 'trainerProcess'), ...keysOf(sections, 'process')]);
  const everyProcess = new Set(
    [...sections.keys()].filter(isProcess).flatMap((section) => [...keysOf(sections, section)]),
  );
  return {
    version,
    has(section, key) {
      if (isProcess(section)) {
        if (trainers.has(section) && trainer.has(key)) return true;
        const somewhere = everyProcess.has(key);
        if (trainers.has(section)) return somewhere || trainer.size === 0 ? undefined : false;
        // Which classes a type of another kind goes through is not known, so each key of any process is allowed it.
        return somewhere ? true : undefined;
      }
      const keys = sections.get(section);
      return keys === undefined ? undefined : keys.has(key);
    },
  };
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

function isProcess(section: string): boolean {
  return section === 'process' || section.startsWith('process ') || section.endsWith('Process');
}

function keysOf(
  sections: ReadonlyMap<string, ReadonlyMap<string, KeyRead>>,
  section: string,
): Iterable<string> {
  return sections.get(section)?.keys() ?? [];
}
