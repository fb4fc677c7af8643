import { type ConfigNode, entryOf } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import type { Change, PlainValue } from './change';

/** What a node means to the loader: the last of duplicate keys, aliases resolved, merges carried out. */
export function plainValue(node: ConfigNode | undefined): PlainValue {
  if (!node) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map((item) => plainValue(item));
  const result: Record<string, PlainValue> = {};
  for (const entry of node.entries) {
    if (!entry.shadowed) result[String(entry.key.value)] = plainValue(entry.value);
  }
  return result;
}

/** The value after the changes; removed items of a list close up. */
export function changedValue(value: PlainValue, changes: readonly Change[]): PlainValue {
  return walk(value, changes, 0);
}

function walk(value: PlainValue, changes: readonly Change[], depth: number): PlainValue {
  if (changes.length === 0 || typeof value !== 'object' || value === null) return value;
  const next = (key: string | number, old: PlainValue | undefined): PlainValue | undefined => {
    const own = changes.filter(({ path }) => path[depth] === key);
    const last = own.find(({ path }) => path.length === depth + 1);
    if (last) return last.to;
    return old === undefined ? undefined : walk(old, own, depth + 1);
  };
  if (isList(value)) {
    return value.flatMap((item, index) => {
      const changed = next(index, item);
      return changed === undefined ? [] : [changed];
    });
  }
  const result: Record<string, PlainValue> = {};
  const added = changes.flatMap(({ path }) => (typeof path[depth] === 'string' ? [path[depth]] : []));
  for (const key of new Set([...Object.keys(value), ...added])) {
    const changed = next(key, value[key]);
    if (changed !== undefined) result[key] = changed;
  }
  return result;
}

/** Whether two values mean the same to the loader; the order of a mapping's keys does not matter. */
export function isSameValue(a: PlainValue, b: PlainValue): boolean {
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSameValue(item, b[index] ?? null));
  }
  if (!isMapping(a) || !isMapping(b)) return Object.is(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key] ?? null, b[key] ?? null));
}

/** The value at a path as the loader sees it; undefined where nothing is written. */
export function plainAt(root: ConfigNode | undefined, path: ConfigPath): PlainValue | undefined {
  let node = root;
  for (const key of path) {
    node =
      typeof key === 'number'
        ? node?.kind === 'sequence'
          ? node.items[key]
          : undefined
        : entryOf(node, key)?.value;
  }
  return node && plainValue(node);
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function isMapping(value: PlainValue): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !isList(value);
}
