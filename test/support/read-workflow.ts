import assert from 'node:assert/strict';
import { type NodeSignature, nodeSignatures } from '../../core/comfyui/workflow/node-signatures';

/** A node as both forms describe it: its type, its links by input, its values by input. */
export interface ReadNode {
  readonly type: string;
  /** `input → "type of the other node.slot"` */
  readonly links: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

type ApiNodes = Readonly<
  Record<string, { readonly class_type: string; readonly inputs: Readonly<Record<string, unknown>> }>
>;

/** Reads the API form strictly: ids are texts, links lead to nodes, every required input is there. */
export function readApi(workflow: object): ReadonlyMap<string, ReadNode> {
  const nodes = workflow as ApiNodes;
  const read = new Map<string, ReadNode>();
  for (const [id, { class_type: type, inputs }] of Object.entries(nodes)) {
    const links: Record<string, string> = {};
    const values: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(inputs)) {
      if (!Array.isArray(value)) {
        values[name] = value;
        continue;
      }
      assert.equal(typeof value[0], 'string', `${id}.${name}: ids are texts`);
      const source = nodes[String(value[0])];
      assert.ok(source, `${id}.${name}: node ${value[0]} is there`);
      links[name] = `${source.class_type}.${value[1]}`;
    }
    requireInputs(type, { ...links, ...values });
    read.set(id, { type, links, values });
  }
  return read;
}

interface UiNodes {
  readonly nodes: readonly {
    readonly id: number;
    readonly type: string;
    readonly inputs?: readonly {
      readonly name: string;
      readonly link: number | null;
      readonly widget?: object;
    }[];
    readonly outputs?: readonly { readonly links: readonly number[] | null }[];
    readonly widgets_values?: readonly unknown[];
  }[];
  readonly links: readonly (readonly [number, number, number, number, number, string])[];
  readonly last_node_id: number;
  readonly last_link_id: number;
}

/** Reads the page form strictly: both ends of each link agree, widgets stand in declaration order, counters are right. */
export function readUi(workflow: object): ReadonlyMap<string, ReadNode> {
  const { nodes, links, last_node_id: lastNode, last_link_id: lastLink } = workflow as UiNodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  assert.equal(byId.size, nodes.length, 'ids are unique');
  assert.ok(lastNode >= Math.max(...byId.keys()) && lastLink >= Math.max(0, ...links.map(([id]) => id)));
  for (const [id, from, fromSlot, to, toSlot] of links) {
    assert.ok(byId.get(from)?.outputs?.[fromSlot]?.links?.includes(id), `link ${id} is at its output`);
    assert.equal(byId.get(to)?.inputs?.[toSlot]?.link, id, `link ${id} is at its input`);
  }
  const read = new Map<string, ReadNode>();
  for (const { id, type, inputs = [], widgets_values: widgets = [] } of nodes) {
    const linked: Record<string, string> = {};
    for (const input of inputs) {
      const link = links.find(([linkId]) => linkId === input.link);
      if (link) linked[input.name] = `${byId.get(link[1])?.type}.${link[2]}`;
    }
    const values = valuesOf(type, widgets);
    requireInputs(type, { ...linked, ...values });
    read.set(String(id), { type, links: linked, values });
  }
  return read;
}

function signatureOf(type: string): NodeSignature | undefined {
  return (nodeSignatures as Readonly<Record<string, NodeSignature>>)[type];
}

function valuesOf(type: string, widgets: readonly unknown[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  let at = 0;
  const signature = signatureOf(type);
  for (const { name, socket } of signature?.inputs ?? []) {
    if (socket) continue;
    values[name] = widgets[at++];
    if (signature?.uiOnly?.after === name)
      assert.equal(widgets[at++], signature.uiOnly.value, `${type}.${name}`);
  }
  return values;
}

function requireInputs(type: string, given: Readonly<Record<string, unknown>>): void {
  const signature = signatureOf(type);
  if (!signature) return;
  for (const { name, optional } of signature.inputs) {
    if (!optional) assert.notEqual(given[name], undefined, `${type} needs '${name}'`);
  }
  const names = new Set(signature.inputs.map((input) => input.name));
  for (const name of Object.keys(given)) assert.ok(names.has(name), `${type} has no input '${name}'`);
}
