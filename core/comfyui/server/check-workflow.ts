import type { ApiWorkflow } from '../workflow/to-api';
import { nearestName } from './nearest-name';
import type { ServerInput, ServerNodes } from './server-nodes';

/** Something that a server would refuse, or accept and do wrong. */
export interface WorkflowProblem {
  readonly node: string;
  readonly input: string | undefined;
  readonly message: string;
}

type Value = ApiWorkflow[string]['inputs'][string] | null;

/** Where an input is: the class of its node, its name, and what the server says of it. */
interface Place {
  readonly type: string;
  readonly name: string;
  readonly declared: ServerInput;
}

/** Folders of ComfyUI for the inputs that name a file. */
const folders: Readonly<Record<string, string>> = {
  lora_name: 'models/loras',
  unet_name: 'models/diffusion_models',
  clip_name: 'models/text_encoders',
  vae_name: 'models/vae',
  image: 'input',
};

/** Checks a workflow against the nodes of a server, before anything is sent. */
export function checkWorkflow(workflow: ApiWorkflow, nodes: ServerNodes): readonly WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  for (const [node, { class_type: type, inputs }] of Object.entries(workflow)) {
    const known = nodes.get(type);
    if (!known) {
      problems.push({ node, input: undefined, message: missingNode(type) });
      continue;
    }
    for (const [name, declared] of known.inputs) {
      const message = inputProblem(workflow, nodes, { type, name, declared }, inputs[name]);
      if (message !== undefined) problems.push({ node, input: name, message });
    }
  }
  if (hasCycle(workflow)) {
    problems.push({ node: '', input: undefined, message: 'The links of the workflow form a circle.' });
  }
  return problems;
}

function missingNode(type: string): string {
  const remedy =
    type === 'ManualSigmas'
      ? 'Update ComfyUI, or use the nearest shift instead.'
      : 'Update ComfyUI: it is one of its own nodes.';
  return `The server has no node '${type}'. ${remedy}`;
}

function inputProblem(
  workflow: ApiWorkflow,
  nodes: ServerNodes,
  place: Place,
  value: Value | undefined,
): string | undefined {
  const { type, name, declared } = place;
  if (value === undefined) {
    return declared.required ? `Node '${type}' needs a value for '${name}'.` : undefined;
  }
  if (Array.isArray(value)) return linkProblem(workflow, nodes, place, value);
  if (declared.options) return optionProblem(place, declared.options, String(value));
  if (declared.type === 'INT' || declared.type === 'FLOAT') return numberProblem(place, value);
  return undefined;
}

function linkProblem(
  workflow: ApiWorkflow,
  nodes: ServerNodes,
  { type, name, declared }: Place,
  [source, slot]: readonly unknown[],
): string | undefined {
  const from = typeof source === 'string' ? workflow[source] : undefined;
  const output = from && typeof slot === 'number' ? nodes.get(from.class_type)?.outputs[slot] : undefined;
  if (!from || (output === undefined && nodes.has(from.class_type))) {
    return `The link of '${name}' of '${type}' leads to an output that does not exist.`;
  }
  if (output === undefined || declared.options || output === declared.type) return undefined;
  if (output === '*' || declared.type === '*') return undefined;
  return `'${name}' of '${type}' needs ${declared.type}, and its link brings ${output}.`;
}

function optionProblem(
  { type, name, declared: { isUnchecked } }: Place,
  options: readonly string[],
  value: string,
): string | undefined {
  if (options.includes(value)) return undefined;
  // The list shows the top level of the input folder only; images in folders below it are accepted (seen).
  if (type === 'LoadImage' && (value.includes('/') || / \[(?:input|output|temp)\]$/.test(value))) {
    return undefined;
  }
  const folder = folders[name];
  const nearest = nearestName(value, options);
  const hint = nearest === undefined ? '' : ` The nearest name in its list is '${nearest}'.`;
  if (folder !== undefined) {
    return `The server does not list '${value}' in ${folder}.${hint} Copy the file there, or use a name from the list.`;
  }
  const effect = isUnchecked ? ' It would accept the value and do something else.' : '';
  const update = isUnchecked ? ' Update ComfyUI.' : '';
  return `'${value}' is not a value of '${name}' of '${type}' on this server.${effect}${hint}${update}`;
}

function numberProblem({ name, declared: { type, min, max } }: Place, value: Value): string | undefined {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
  if (!Number.isFinite(number)) return `'${name}' must be a number, not '${String(value)}'.`;
  const whole = type === 'INT' ? Math.trunc(number) : number;
  if (min !== undefined && whole < min) return `'${name}' is ${number}; the server's minimum is ${min}.`;
  if (max !== undefined && isAbove(value, whole, max)) {
    return `'${name}' is ${String(value)}; the server's maximum is ${max}.`;
  }
  return undefined;
}

/** Seeds go up to 2^64 - 1, which a JavaScript number rounds up. */
function isAbove(value: Value, number: number, max: number): boolean {
  if (max <= Number.MAX_SAFE_INTEGER) return number > max;
  const exact =
    typeof value === 'string' && /^\d{1,40}$/.test(value) ? BigInt(value) : BigInt(Math.trunc(number));
  return exact >= BigInt(max);
}

function hasCycle(workflow: ApiWorkflow): boolean {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (id: string): boolean => {
    if (done.has(id)) return false;
    if (open.has(id)) return true;
    open.add(id);
    const links = Object.values(workflow[id]?.inputs ?? {}).flatMap((value) =>
      Array.isArray(value) ? [String(value[0])] : [],
    );
    const found = links.some(visit);
    open.delete(id);
    done.add(id);
    return found;
  };
  return Object.keys(workflow).some(visit);
}
