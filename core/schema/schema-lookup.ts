import type { ConfigNode } from '../syntax/config-node';
import { type ConfigPath, nodeAt } from '../syntax/config-path';
import type { JsonType, KeySchema, SchemaLookup, SchemaNode, SectionSchema } from './config-schema';

/** What the schema says of one place: the key above it, and how a value there is read. */
export interface SchemaPlace {
  /** The key at the path; of an item the key of its list. */
  readonly key: KeySchema | undefined;
  /** The section that reads a mapping at the path. */
  readonly section: SectionSchema | undefined;
  /** The section of each item of a list at the path. */
  readonly itemSection: SectionSchema | undefined;
  /** The types that a value at the path may have, the one to write first. */
  readonly types: readonly JsonType[];
  /** The enumeration of the value. */
  readonly values: SchemaNode | undefined;
  /** The path leads to an item of the key's list. */
  readonly isItem: boolean;
}

/** One value of an enumeration. */
export interface KnownValue {
  readonly value: string | number;
  readonly description: string | undefined;
  /** The value to type first: the web UI offers it. */
  readonly common: boolean;
}

/**
 * What is known of a path in a config that may be broken or unfinished: where the tree holds no item yet, a list's item is
 * taken for one of its usual kind.
 */
export function schemaPlaceAt(
  lookup: SchemaLookup,
  root: ConfigNode | undefined,
  path: ConfigPath,
): SchemaPlace {
  let key: KeySchema | undefined;
  let section: SectionSchema | undefined = lookup.root;
  path.forEach((step, index) => {
    if (typeof step === 'number') section = key && itemSectionAt(lookup, key, root, path.slice(0, index + 1));
    else {
      key = section?.keys.get(step);
      section = key?.section;
    }
  });
  const isItem = typeof path.at(-1) === 'number';
  return {
    key,
    section,
    itemSection: isItem ? undefined : key?.itemSection,
    types: isItem ? itemTypes(key) : (key?.types ?? []),
    values: isItem ? key?.itemValues : key?.values,
    isItem,
  };
}

/** The values of an enumeration that work, those that people pick first. */
export function knownValues(enumeration: SchemaNode): readonly KnownValue[] {
  const broken = enumeration['x-brokenValues'] ?? [];
  const offered = enumeration['x-offeredByUi'];
  const values = (enumeration.enum ?? []).map((value, index) => ({
    value,
    description: enumeration.enumDescriptions?.[index],
    common: offered === undefined || offered.includes(String(value)),
  }));
  return values.filter(({ value }) => !broken.includes(String(value)));
}

/** What an enumeration says of a value as it is written: by its name, its prefix, or what stands before its suffix. */
export function meaningOf(enumeration: SchemaNode, written: string): string | undefined {
  const suffix = enumeration['x-suffix'];
  const fold = (text: string) => (enumeration['x-ignoreCase'] ? text.toLowerCase() : text);
  const whole = fold(written);
  const values = enumeration.enum ?? [];
  const describe = (index: number) => enumeration.enumDescriptions?.[index];
  const exact = values.findIndex((value) => fold(String(value)) === whole);
  if (exact >= 0) return describe(exact);
  const stem = suffix === undefined ? whole : (whole.split(suffix)[0] ?? whole);
  const short = values.findIndex((value) => fold(String(value)) === stem);
  if (short >= 0) return describe(short);
  const prefix = enumeration['x-prefixes']?.find((start) => whole.startsWith(fold(start)));
  const family = prefix === undefined ? -1 : values.findIndex((value) => fold(String(value)) === prefix);
  return family >= 0 ? describe(family) : undefined;
}

/** Whether a key is an old spelling, or is read and used by nothing. */
export function isOutdated(node: SchemaNode): boolean {
  return node.deprecationMessage !== undefined || node['x-unused'] === true;
}

/** The kinds of job that read a key; undefined for keys that every job reads. */
export function jobsReading(node: SchemaNode): readonly string[] | undefined {
  const annotated: SchemaNode & { readonly 'x-onlyForJobs'?: readonly string[] } = node;
  return annotated['x-onlyForJobs'];
}

/** The value that results when a key is left out; undefined when none is known. */
export function valueWhenAbsent(node: SchemaNode): unknown {
  return node.default !== undefined ? node.default : node['x-effectiveDefault'];
}

function itemSectionAt(
  lookup: SchemaLookup,
  key: KeySchema,
  root: ConfigNode | undefined,
  path: ConfigPath,
): SectionSchema | undefined {
  const node = nodeAt(root, path);
  return node === undefined ? key.itemSection : lookup.itemSection(key, node);
}

function itemTypes(key: KeySchema | undefined): readonly JsonType[] {
  const type = key?.node.items?.type;
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}
