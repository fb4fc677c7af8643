import type { ConfigNode, Entry, MappingNode } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import type { TrainingConfig } from '../trainer/training-config';
import type { KeySchema, SchemaLookup, SectionSchema } from './config-schema';

/** A written key of a section that the schema knows. */
export interface VisitedKey {
  readonly entry: Entry;
  readonly mapping: MappingNode;
  readonly section: SectionSchema;
  /** Of the section. */
  readonly path: ConfigPath;
  /** Undefined when the section's reader never asks for the key. */
  readonly key: KeySchema | undefined;
}

/**
 * Every key of every section whose keys are known, in source order, each place of the text once. A key that an anchor or a
 * merge shares between sections counts as known when one of them reads it.
 */
export function walkKeys(config: TrainingConfig, lookup: SchemaLookup): VisitedKey[] {
  const visited = new Map<Entry['key'], VisitedKey>();
  const root = config.document.root;
  if (root) visit(root, lookup.root, []);
  return [...visited.values()];

  function visit(node: ConfigNode, section: SectionSchema, path: ConfigPath): void {
    if (node.kind !== 'mapping') return;
    for (const entry of node.entries) {
      if (entry.shadowed) continue;
      const name = String(entry.key.value);
      const known = section.keys.get(name);
      const key = known && isAskedFor(known, config.job) ? known : undefined;
      if (key || !section.open) note({ entry, mapping: node, section, path, key });
      if (key) descend(key, entry.value, [...path, name]);
    }
  }

  function note(found: VisitedKey): void {
    const before = visited.get(found.entry.key);
    if (!before || (!before.key && found.key)) visited.set(found.entry.key, found);
  }

  function descend(key: KeySchema, value: ConfigNode, path: ConfigPath): void {
    if (value.kind === 'mapping' && key.section) visit(value, key.section, path);
    if (value.kind !== 'sequence' || !key.itemSection) return;
    value.items.forEach((item, index) => {
      const section = lookup.itemSection(key, item);
      if (section) visit(item, section, [...path, index]);
    });
  }
}

/** Some keys of `config` belong to other kinds of job. */
export function isAskedFor(key: KeySchema, job: string | undefined): boolean {
  const jobs = key.node['x-onlyForJobs'];
  return jobs === undefined || job === undefined || jobs.includes(job);
}
