import type { ConfigNode, ScalarNode } from './config-node';
import type { ConfigPath } from './config-path';

/** A scalar with the place at which it is first met. */
export interface PlacedScalar {
  readonly path: ConfigPath;
  /** The key that the scalar is the value of; of an item the key of its list. */
  readonly key: string | undefined;
  readonly scalar: ScalarNode;
}

/** Nodes never change, and several rules look at all scalars of the same version. */
const walked = new WeakMap<ConfigNode, readonly PlacedScalar[]>();

/**
 * Every scalar value below a node that ai-toolkit sees, in source order, each once: what an alias or a merge repeats is
 * not told again, and an entry that a later duplicate replaces is left out.
 */
export function walkScalars(node: ConfigNode): readonly PlacedScalar[] {
  const known = walked.get(node);
  if (known) return known;
  const found: PlacedScalar[] = [];
  walk(node, undefined, undefined, found, new Set());
  walked.set(node, found);
  return found;
}

/** A step of a path, and the one before it. */
interface Step {
  readonly step: string | number;
  readonly before: Step | undefined;
}

function walk(
  node: ConfigNode,
  at: Step | undefined,
  key: string | undefined,
  found: PlacedScalar[],
  seen: Set<ConfigNode>,
): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'scalar') {
    found.push(new Placed(node, key, at));
  } else if (node.kind === 'sequence') {
    let index = 0;
    for (const item of node.items) walk(item, { step: index++, before: at }, key, found, seen);
  } else {
    for (const entry of node.entries) {
      if (entry.shadowed) continue;
      const step = String(entry.key.value);
      walk(entry.value, { step, before: at }, step, found, seen);
    }
  }
}

/** Most readers never ask for the path. */
class Placed implements PlacedScalar {
  constructor(
    readonly scalar: ScalarNode,
    readonly key: string | undefined,
    private readonly at: Step | undefined,
  ) {}

  get path(): ConfigPath {
    const path: (string | number)[] = [];
    for (let step = this.at; step; step = step.before) path.push(step.step);
    return path.reverse();
  }
}
