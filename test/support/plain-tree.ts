import type { ConfigNode } from '../../core/syntax/config-node';

/** What a config's tree says, as JavaScript values; a date is `{ date: text }`, as no JavaScript value is like Python's. */
export function plainTree(node: ConfigNode | undefined): unknown {
  if (!node) return null;
  if (node.kind === 'sequence') return node.items.map((item) => plainTree(item));
  if (node.kind === 'mapping') {
    return Object.fromEntries(
      node.entries
        .filter((entry) => !entry.shadowed)
        .map((entry) => [String(entry.key.value), plainTree(entry.value)]),
    );
  }
  return node.type === 'date' ? { date: node.value } : node.value;
}
