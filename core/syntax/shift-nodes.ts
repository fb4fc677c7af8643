import type { ConfigNode, Entry, ScalarNode } from './config-node';
import type { Comment } from './document-parts';
import type { Span } from './finding';

/** The same node as many characters further on. */
export function shiftNode(node: ConfigNode, by: number): ConfigNode {
  if (by === 0) return node;
  if (node.kind === 'scalar') return shiftScalar(node, by);
  const span = shiftSpan(node.span, by);
  return node.kind === 'sequence'
    ? { kind: 'sequence', span, flow: node.flow, items: node.items.map((item) => shiftNode(item, by)) }
    : { kind: 'mapping', span, flow: node.flow, entries: shiftEntries(node.entries, by) };
}

/** The same entries as many characters further on. */
export function shiftEntries(entries: readonly Entry[], by: number): readonly Entry[] {
  if (by === 0) return entries;
  return entries.map(({ key, value, span, merged, shadowed }) => ({
    key: shiftScalar(key, by),
    value: shiftNode(value, by),
    span: shiftSpan(span, by),
    merged,
    shadowed,
  }));
}

/** The same comments as many characters further on. */
export function shiftComments(comments: readonly Comment[], by: number): readonly Comment[] {
  if (by === 0) return comments;
  return comments.map((comment) => ({ ...comment, span: shiftSpan(comment.span, by) }));
}

function shiftScalar({ type, value, style, source, span }: ScalarNode, by: number): ScalarNode {
  return { kind: 'scalar', span: shiftSpan(span, by), type, value, style, source };
}

function shiftSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
