import type { NodeType } from './node-signatures';

/** An output of another node. */
export interface Link {
  readonly node: number;
  readonly slot: number;
}

export type InputValue = string | number | boolean | Link;

export interface GraphNode {
  readonly id: number;
  readonly type: NodeType;
  readonly inputs: Readonly<Record<string, InputValue>>;
}

/** A workflow before it is written in one of ComfyUI's two forms. Each node stands after those it links to. */
export type Graph = readonly GraphNode[];

export function link(node: number, slot = 0): Link {
  return { node, slot };
}

export function isLink(value: InputValue | undefined): value is Link {
  return typeof value === 'object';
}
