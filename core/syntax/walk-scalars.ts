import type { ConfigNode, ScalarNode } from './config-node';
import type { ConfigPath } from './config-path';

/** A scalar with the place at which it is first met. */
export interface PlacedScalar {
  readonly path: ConfigPath;
  readonly scalar: ScalarNode;
}

/**
 * Every scalar value below a node that ai-toolkit sees, in source order, each once: what an alias or a merge repeats is
 * not told again, and an entry that a later duplicate replaces is left out.
 */
export function* walkScalars(
  node: ConfigNode,
  path: ConfigPath = [],
  seen: Set<ConfigNode> = new Set(),
): Generator<PlacedScalar> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'scalar') {
    yield { path, scalar: node };
  } else if (node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) yield* walkScalars(item, [...path, index], seen);
  } else {
    for (const entry of node.entries) {
      if (!entry.shadowed) yield* walkScalars(entry.value, [...path, String(entry.key.value)], seen);
    }
  }
}
