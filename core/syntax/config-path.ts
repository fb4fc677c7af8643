import type { ConfigNode, Entry, MappingNode } from './config-node';
import type { Span } from './finding';

/** Keys and indexes from the root: `['config', 'process', 0, 'model']`. */
export type ConfigPath = readonly (string | number)[];

/** Writes a path as `config.process[0].model`; the root is the empty text. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/** What stands at an offset: the chain of containers, and whether a key or a value is under the cursor. */
export interface Place {
  readonly path: ConfigPath;
  readonly node: ConfigNode;
  /** The innermost entry whose key or value holds the offset. */
  readonly entry: Entry | undefined;
  readonly onKey: boolean;
  /** The mapping that holds `entry`. */
  readonly parent: MappingNode | undefined;
}

/** The innermost node at an offset; undefined where the text is not part of the tree. */
export function placeAt(root: ConfigNode | undefined, offset: number): Place | undefined {
  if (!root || !holds(root.span, offset)) return undefined;
  let place: Place = { path: [], node: root, entry: undefined, onKey: false, parent: undefined };
  for (;;) {
    const inner = step(place, offset);
    if (!inner) return place;
    place = inner;
    if (place.onKey) return place;
  }
}

/** The path of the innermost node or key that covers a span's start, as findings report it. */
export function pathAt(root: ConfigNode | undefined, offset: number): ConfigPath {
  return placeAt(root, offset)?.path ?? [];
}

/** The node at a path, following what ai-toolkit sees (the last of duplicate keys). */
export function nodeAt(root: ConfigNode | undefined, path: ConfigPath): ConfigNode | undefined {
  let node = root;
  for (const key of path) {
    if (typeof key === 'number') node = node?.kind === 'sequence' ? node.items[key] : undefined;
    else
      node =
        node?.kind === 'mapping'
          ? node.entries.find((entry) => !entry.shadowed && entry.key.value === key)?.value
          : undefined;
  }
  return node;
}

function step(place: Place, offset: number): Place | undefined {
  const { node, path } = place;
  if (node.kind === 'sequence') {
    const index = node.items.findIndex((item) => holds(item.span, offset));
    const item = node.items[index];
    return item && { path: [...path, index], node: item, entry: undefined, onKey: false, parent: undefined };
  }
  if (node.kind !== 'mapping') return undefined;
  for (const entry of node.entries) {
    if (entry.merged) continue;
    const key = String(entry.key.value);
    if (holds(entry.key.span, offset)) {
      return { path: [...path, key], node: entry.value, entry, onKey: true, parent: node };
    }
    if (holds(entry.value.span, offset)) {
      return { path: [...path, key], node: entry.value, entry, onKey: false, parent: node };
    }
  }
  return undefined;
}

function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
