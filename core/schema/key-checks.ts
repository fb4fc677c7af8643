import type { ConfigDocument } from '../syntax/config-document';
import type { Entry, MappingNode } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { removeEntry } from '../syntax/text-edits';
import type { ToolkitKeys } from '../toolkit/toolkit-keys';
import type { ToolkitVersions } from '../toolkit/versions';
import type { TrainingConfig } from '../trainer/training-config';
import type { SchemaLookup, SectionSchema } from './config-schema';
import type { Candidate } from './key-distance';
import type { Home } from './key-sections';
import type { VisitedKey } from './walk-keys';

/** What the checks of one config share. */
export interface KeyChecks {
  readonly config: TrainingConfig;
  readonly lookup: SchemaLookup;
  /** The user's own ai-toolkit, if it is known. */
  readonly toolkit: ToolkitKeys | undefined;
  /** The versions of ai-toolkit that may train the config. */
  readonly versions: ToolkitVersions;
  /** The version of ai-toolkit that the schema describes first, for messages. */
  readonly described: string;
  /** The keys that were found in another place than their own, by `keyId`: there they are not missing as well. */
  readonly reportedElsewhere: Set<string>;
}

/** `train.lr`: one key of one kind of section. */
export function keyId(section: SectionSchema, name: string): string {
  return `${section.id}.${name}`;
}

/** An unknown key with the keys that it may mean. */
export interface UnknownKey extends VisitedKey {
  readonly name: string;
  readonly candidates: readonly Candidate[];
  readonly homes: readonly Home[];
  /** Every section that reads a key of this name, even if that does not show what was meant. */
  readonly readers: readonly Home[];
}

/** The place of a section as messages write it: `in 'train'`, `at the top level`. */
export function inSection(section: SectionSchema): string {
  return section.id === 'job' ? 'at the top level' : `in ${sectionLabel(section)}`;
}

/** The name of a section as messages write it. */
export function sectionLabel(section: SectionSchema): string {
  if (section.id === 'job') return 'the top level';
  if (section.id.startsWith('process')) return 'the process';
  const items: Readonly<Record<string, string>> = { dataset: 'a dataset', sampleItem: 'a sample' };
  return items[section.id] ?? `'${section.id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}'`;
}

/** Removes the key from the text. */
export function removeFix(document: ConfigDocument, mapping: MappingNode, entry: Entry): Fix {
  const title = `Remove '${String(entry.key.value)}'`;
  return { title, safe: false, edits: [removeEntry(document, mapping, entry)] };
}
