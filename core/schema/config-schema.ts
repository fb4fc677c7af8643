import { type ConfigNode, entryOf, scalarText } from '../syntax/config-node';
import { type ConfigPath, nodeAt } from '../syntax/config-path';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** Which numbers a key can use, and what becomes of others. */
type BoundSeverity = 'error' | 'warning' | 'information';

export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  /** A share from 0 to 1, which some write in percent. */
  readonly share?: boolean;
  /** `warning` unless the run stops, or the number does no harm; where the sides differ, one for each. */
  readonly severity?: BoundSeverity | { readonly below: BoundSeverity; readonly above: BoundSeverity };
  /** What ai-toolkit does with a number below `min`, as a clause without a subject. */
  readonly below?: string;
  readonly above?: string;
  /** Why a side has no bound. */
  readonly open?: string;
}

/** A node of `schemas/ai-toolkit.schema.json`, which is the one source for structure, hover text, completion and defaults. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $comment?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly (string | number)[];
  readonly enumDescriptions?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly if?: SchemaNode;
  readonly then?: SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly deprecationMessage?: string;
  /** Keys beyond those listed are read as well. */
  readonly 'x-open'?: boolean;
  /** The loader reads the key and nothing uses it. */
  readonly 'x-unused'?: boolean;
  readonly 'x-replacedBy'?: string;
  readonly 'x-replacedByValue'?: string;
  readonly 'x-aliasOf'?: string;
  readonly 'x-path'?: 'file' | 'folder' | 'model';
  readonly 'x-range'?: readonly (number | null)[];
  readonly 'x-defaultFrom'?: string;
  readonly 'x-effectiveDefault'?: unknown;
  readonly 'x-bounds'?: NumberBounds;
  /** A condition in words: `job == train`, `type == lokr`. */
  readonly 'x-onlyFor'?: string;
  /** The kinds of job that ask for the key at all. */
  readonly 'x-onlyForJobs'?: readonly string[];
  readonly 'x-models'?: readonly string[];
  readonly 'x-ignoredForQwen'?: boolean;
  /** A float such as `3e3` makes the reader fail. */
  readonly 'x-integerOnly'?: boolean;
  readonly 'x-rank'?: number;
  /** The first version of ai-toolkit that reads the key; absent when every described version does. */
  readonly 'x-since'?: string;
  /** The first version of ai-toolkit that no longer reads the key. */
  readonly 'x-until'?: string;
  /** What the key does differently from a version on. */
  readonly 'x-changes'?: readonly { readonly since: string; readonly text: string }[];
  /** What ai-toolkit does with a value outside the enumeration. */
  readonly 'x-unknownValue'?: string;
  readonly 'x-openValues'?: boolean;
  readonly 'x-ignoreCase'?: boolean;
  readonly 'x-prefixes'?: readonly string[];
  /** What follows this character in a value is dropped. */
  readonly 'x-suffix'?: string;
  readonly 'x-brokenValues'?: readonly string[];
  readonly 'x-offeredByUi'?: readonly string[];
  /** The first version that knows a value, for those that not every described version knows. */
  readonly 'x-valuesSince'?: Readonly<Record<string, string>>;
  /** The job kind of each process type. */
  readonly 'x-jobs'?: Readonly<Record<string, string>>;
}

/** The parsed schema, injected by the shell: the core reads no files. */
export interface ConfigSchema extends SchemaNode {
  readonly definitions: Readonly<Record<string, SchemaNode>>;
  /** The ai-toolkit that the schema describes. */
  readonly 'x-toolkit'?: { readonly version: string; readonly versions?: readonly string[] };
}

/** The keys that one reader of ai-toolkit asks for. */
export interface SectionSchema {
  /** `train`, `dataset`; of a process its type: `process sd_trainer`. */
  readonly id: string;
  readonly description: string;
  /** Keys beyond these are read, too. */
  readonly open: boolean;
  readonly keys: ReadonlyMap<string, KeySchema>;
  readonly required: readonly string[];
}

/** One key of a section. */
export interface KeySchema {
  readonly name: string;
  readonly node: SchemaNode;
  readonly types: readonly JsonType[];
  /** The section that a mapping at this key is read as. */
  readonly section: SectionSchema | undefined;
  /** The section of each mapping in a list at this key; of `process` the one without a type. */
  readonly itemSection: SectionSchema | undefined;
  /** The definition that holds the enumeration of this key's values. */
  readonly values: SchemaNode | undefined;
  readonly itemValues: SchemaNode | undefined;
}

/** Finds what the schema says about a place of a config. */
export interface SchemaLookup {
  readonly root: SectionSchema;
  readonly config: SectionSchema;
  /** The keys of a process by its type, without a type those of a trainer; undefined for a type that ai-toolkit does not know. */
  processSection(type: string | undefined): SectionSchema | undefined;
  /** The section that reads the mapping at a path; undefined where no reader is known. */
  sectionAt(root: ConfigNode | undefined, path: ConfigPath): SectionSchema | undefined;
  /** What is known of the key at a path; an item of a list has the key of its list. */
  keyAt(root: ConfigNode | undefined, path: ConfigPath): KeySchema | undefined;
  /** The section of a list's item: of a process by the type that the item itself names. */
  itemSection(key: KeySchema, item: ConfigNode): SectionSchema | undefined;
}

const lookups = new WeakMap<ConfigSchema, SchemaLookup>();

/** The lookup of a schema, built at its first use. */
export function lookupOf(schema: ConfigSchema): SchemaLookup {
  const known = lookups.get(schema);
  if (known) return known;
  const lookup = new SchemaTree(schema);
  lookups.set(schema, lookup);
  return lookup;
}

/** The sections and keys of a schema, built when they are asked for. */
class SchemaTree implements SchemaLookup {
  readonly root: SectionSchema;
  readonly config: SectionSchema;
  private readonly sections = new Map<string, SectionSchema>();
  private readonly processes = new Map<string | undefined, SectionSchema | undefined>();

  constructor(private readonly schema: ConfigSchema) {
    this.root = this.sectionOf('job', [schema]);
    this.config = this.named('config');
  }

  processSection(type: string | undefined): SectionSchema | undefined {
    if (this.processes.has(type)) return this.processes.get(type);
    const { definitions } = this.schema;
    const definition = definitions.process ?? {};
    const branches = (definition.allOf ?? []).filter((branch) => isFor(branch, type));
    const parts = branches.flatMap((branch) => referencesOf(branch.then ?? {}));
    const id = type === undefined ? 'process' : `process ${type}`;
    const built =
      parts.length === 0
        ? undefined
        : this.sectionOf(id, [definition, ...parts.map((part) => definitions[part] ?? {})]);
    this.processes.set(type, built);
    return built;
  }

  sectionAt(root: ConfigNode | undefined, path: ConfigPath): SectionSchema | undefined {
    return this.placeAt(root, path).section;
  }

  keyAt(root: ConfigNode | undefined, path: ConfigPath): KeySchema | undefined {
    return this.placeAt(root, path).key;
  }

  itemSection(key: KeySchema, item: ConfigNode): SectionSchema | undefined {
    if (key.itemSection?.id !== 'process') return key.itemSection;
    return this.processSection(scalarText(entryOf(item, 'type')?.value));
  }

  private named(id: string): SectionSchema {
    const known = this.sections.get(id);
    if (known) return known;
    const built = this.sectionOf(id, [this.schema.definitions[id] ?? {}]);
    this.sections.set(id, built);
    return built;
  }

  private sectionOf(id: string, parts: readonly SchemaNode[]): SectionSchema {
    const keys = new Map<string, KeySchema>();
    for (const part of parts) {
      for (const [name, node] of Object.entries(part.properties ?? {}))
        keys.set(name, this.keyOf(name, node));
    }
    return {
      id,
      description: parts.at(-1)?.description ?? '',
      open: parts.some((part) => part['x-open'] === true),
      keys,
      required: [...new Set(parts.flatMap((part) => part.required ?? []))],
    };
  }

  private keyOf(name: string, node: SchemaNode): KeySchema {
    const { definitions } = this.schema;
    const own = referencesOf(node);
    const items = node.items ? referencesOf(node.items) : [];
    const sectionId = own.find((id) => definitions[id]?.properties);
    const itemId = items.find((id) => definitions[id]?.properties);
    const enumOf = (ids: readonly string[]) =>
      ids.map((id) => definitions[id]).find((definition) => definition?.enum);
    const named = (id: string) => this.named(id);
    const anyProcess = () => this.processSection(undefined);
    return {
      name,
      node,
      types: typesOf(node),
      // Sections contain each other (a sample's items, a LoRM's modules), so they are built when they are asked for.
      get section() {
        return sectionId === undefined ? undefined : named(sectionId);
      },
      get itemSection() {
        if (itemId === undefined) return undefined;
        return itemId === 'process' ? anyProcess() : named(itemId);
      },
      values: enumOf(own),
      itemValues: enumOf(items),
    };
  }

  private step(at: Place, node: ConfigNode | undefined, name: string | number): Place {
    if (typeof name === 'number') {
      return { section: at.key && node ? this.itemSection(at.key, node) : undefined, key: at.key };
    }
    const key = at.section?.keys.get(name);
    return { section: key?.section, key };
  }

  private placeAt(root: ConfigNode | undefined, path: ConfigPath): Place {
    let at: Place = { section: this.root, key: undefined };
    path.forEach((name, index) => {
      at = this.step(at, typeof name === 'number' ? nodeAt(root, path.slice(0, index + 1)) : undefined, name);
    });
    return at;
  }
}

interface Place {
  readonly section: SectionSchema | undefined;
  readonly key: KeySchema | undefined;
}

function isFor(branch: SchemaNode, type: string | undefined): boolean {
  if (type === undefined) return branch.if?.required === undefined;
  return branch.if?.properties?.type?.enum?.includes(type) === true;
}

/** The definitions that a node refers to, itself or through `allOf` and `anyOf`. */
function referencesOf(node: SchemaNode): string[] {
  const own = node.$ref ? [node.$ref.replace('#/definitions/', '')] : [];
  return [...own, ...[...(node.allOf ?? []), ...(node.anyOf ?? [])].flatMap((part) => referencesOf(part))];
}

function typesOf(node: SchemaNode): readonly JsonType[] {
  if (node.type === undefined) return [];
  return typeof node.type === 'string' ? [node.type] : node.type;
}
