import type { Span } from './finding';
import type { ScalarType } from './yaml-dialect';

/** The readable part of a config, free of the YAML library: aliases resolved, merges carried out, scalars read. */
export type ConfigNode = MappingNode | SequenceNode | ScalarNode;

export interface MappingNode {
  readonly kind: 'mapping';
  readonly span: Span;
  /** `{…}` rather than indented lines. */
  readonly flow: boolean;
  /** In source order; merged entries last. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: ConfigNode;
  /** From the key's start to the value's end. */
  readonly span: Span;
  /** Came in through `<<`: its spans lie where the anchor was defined. */
  readonly merged: boolean;
  /** Another entry of the same key wins: a later duplicate, or an explicit key over a merged one. */
  readonly shadowed: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly span: Span;
  readonly flow: boolean;
  readonly items: readonly ConfigNode[];
}

export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'block' | 'absent';

export interface ScalarNode {
  readonly kind: 'scalar';
  /** Empty, right behind the key's colon or the dash, when nothing is written. */
  readonly span: Span;
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
  /** As written, quotes included. */
  readonly source: string;
}

export interface TextScalar extends ScalarNode {
  readonly type: 'string';
  readonly value: string;
}

export interface NumberScalar extends ScalarNode {
  readonly type: 'integer' | 'float';
  readonly value: number;
}

export interface BooleanScalar extends ScalarNode {
  readonly type: 'boolean';
  readonly value: boolean;
}

export function isText(node: ConfigNode | undefined): node is TextScalar {
  return node?.kind === 'scalar' && node.type === 'string';
}

export function isNumber(node: ConfigNode | undefined): node is NumberScalar {
  return node?.kind === 'scalar' && (node.type === 'integer' || node.type === 'float');
}

export function isBoolean(node: ConfigNode | undefined): node is BooleanScalar {
  return node?.kind === 'scalar' && node.type === 'boolean';
}

export function isNull(node: ConfigNode | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'null';
}

/** Python's truth of a value: what `if value:` does. An absent node is false. */
export function isTruthy(node: ConfigNode | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'mapping') return node.entries.length > 0;
  if (node.kind === 'sequence') return node.items.length > 0;
  return Boolean(node.value) || Number.isNaN(node.value);
}

/** The text of a scalar as Python's `str` would show it to a reader; undefined for anything else. */
export function scalarText(node: ConfigNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return String(node.value);
}

/** The entry that ai-toolkit sees for a key: the last one written, else the merged one. */
export function entryOf(node: ConfigNode | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'mapping') return undefined;
  return node.entries.find((entry) => !entry.shadowed && entry.key.value === key);
}

/** True when the value stands for something only known at launch: an environment variable in the raw text. */
export function holdsVariable(node: ConfigNode | undefined): boolean {
  return node?.kind === 'scalar' && node.source.includes('${');
}
