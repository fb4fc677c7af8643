import { type Graph, type GraphNode, type InputValue, isLink } from './graph';
import { type NodeSignature, nodeSignatures } from './node-signatures';

/** ComfyUI's page form, version 0.4 without subgraphs. Frontends 1.27 and 1.58 open it (seen). */
export interface UiWorkflow {
  readonly id: string;
  readonly revision: number;
  readonly last_node_id: number;
  readonly last_link_id: number;
  readonly nodes: readonly UiNode[];
  /** `[id, from node, from slot, to node, to slot, type]` */
  readonly links: readonly UiLink[];
  readonly groups: readonly never[];
  readonly config: Readonly<Record<string, never>>;
  readonly extra: { readonly ds: { readonly scale: number; readonly offset: readonly [number, number] } };
  readonly version: 0.4;
}

type UiLink = readonly [number, number, number, number, number, string];

interface UiInput {
  readonly name: string;
  readonly type: string;
  readonly link: number | null;
  readonly shape?: 7;
  readonly widget?: { readonly name: string };
}

interface UiNode {
  readonly id: number;
  readonly type: string;
  readonly pos: readonly [number, number];
  readonly size: readonly [number, number];
  readonly flags: Readonly<Record<string, never>>;
  readonly order: number;
  readonly mode: 0;
  readonly inputs: readonly UiInput[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly links: readonly number[] | null;
    readonly slot_index: number;
  }[];
  readonly properties: Readonly<Record<string, string>>;
  readonly widgets_values: readonly (string | number | boolean)[];
}

/** Pixels between two columns and two rows of nodes. */
const columnWidth = 380;
const rowHeight = 260;

/**
 * Writes a graph in the form that ComfyUI's page opens.
 *
 * @param id a UUID for the workflow
 */
export function toUiWorkflow(graph: Graph, id: string): UiWorkflow {
  const links = linksOf(graph);
  const places = placesOf(graph);
  return {
    id,
    revision: 0,
    last_node_id: Math.max(0, ...graph.map((node) => node.id)),
    last_link_id: links.length,
    nodes: graph.map((node, order) => uiNode(node, order, links, places.get(node.id) ?? [0, 0])),
    links,
    groups: [],
    config: {},
    extra: { ds: { scale: 0.8, offset: [0, 0] } },
    version: 0.4,
  };
}

/** Slots count the node's sockets first, in declaration order, then its widgets. */
function slotsOf({ inputs }: NodeSignature) {
  return [...inputs.filter(({ socket }) => socket), ...inputs.filter(({ socket }) => !socket)];
}

function linksOf(graph: Graph): readonly UiLink[] {
  const types = new Map(graph.map(({ id, type }) => [id, type]));
  const links: UiLink[] = [];
  for (const { id, type, inputs } of graph) {
    for (const [slot, input] of slotsOf(nodeSignatures[type]).entries()) {
      const value = inputs[input.name];
      if (!isLink(value) || !types.has(value.node)) continue;
      links.push([links.length + 1, value.node, value.slot, id, slot, input.type]);
    }
  }
  return links;
}

function uiNode(
  { id, type, inputs }: GraphNode,
  order: number,
  links: readonly UiLink[],
  pos: readonly [number, number],
): UiNode {
  const signature: NodeSignature = nodeSignatures[type];
  const linkInto = (slot: number) => links.find((each) => each[3] === id && each[4] === slot)?.[0] ?? null;
  const linksFrom = (slot: number) => {
    const found = links.filter((each) => each[1] === id && each[2] === slot).map((each) => each[0]);
    return found.length === 0 ? null : found;
  };
  return {
    id,
    type,
    pos,
    size: [315, 120],
    flags: {},
    order,
    mode: 0,
    inputs: slotsOf(signature).map(({ name, type: inputType, socket, optional }, slot) => ({
      name,
      type: inputType,
      link: linkInto(slot),
      ...(socket && optional ? { shape: 7 as const } : {}),
      ...(socket ? {} : { widget: { name } }),
    })),
    outputs: signature.outputs.map((output, slot) => ({
      ...output,
      links: linksFrom(slot),
      slot_index: slot,
    })),
    properties: { cnr_id: 'comfy-core', 'Node name for S&R': type },
    widgets_values: widgetValues(signature, inputs),
  };
}

function widgetValues(
  { inputs, uiOnly }: NodeSignature,
  values: Readonly<Record<string, InputValue>>,
): readonly (string | number | boolean)[] {
  return inputs.flatMap(({ name, socket }) => {
    const value = values[name];
    if (socket || value === undefined || isLink(value)) return [];
    return uiOnly?.after === name ? [value, uiOnly.value] : [value];
  });
}

/** Columns by the longest way from a node without links, rows in the order of the graph. */
function placesOf(graph: Graph): ReadonlyMap<number, readonly [number, number]> {
  const columns = new Map<number, number>();
  const filled = new Map<number, number>();
  const places = new Map<number, readonly [number, number]>();
  for (const { id, inputs } of graph) {
    const before = Object.values(inputs).flatMap((value) =>
      isLink(value) ? [columns.get(value.node) ?? 0] : [],
    );
    const column = before.length === 0 ? 0 : Math.max(...before) + 1;
    const row = filled.get(column) ?? 0;
    columns.set(id, column);
    filled.set(column, row + 1);
    places.set(id, [60 + column * columnWidth, 80 + row * rowHeight]);
  }
  return places;
}
