import { record } from './answer-fields';

/** One input of a node, as a server declares it in `/object_info`. */
export interface ServerInput {
  /** `COMBO` for a list, else the type, such as `INT` or `MODEL`. */
  readonly type: string;
  readonly required: boolean;
  /** The values of a list; undefined for other types. */
  readonly options: readonly string[] | undefined;
  /** The server does not check the list itself, and does something else with an unknown value. */
  readonly isUnchecked: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface ServerNode {
  readonly inputs: ReadonlyMap<string, ServerInput>;
  /** The types of its outputs. */
  readonly outputs: readonly string[];
}

/** The nodes of a server by class. */
export type ServerNodes = ReadonlyMap<string, ServerNode>;

/** Values that a list may have; a server with more LoRAs than that is read up to here. */
const mostOptions = 100_000;

/**
 * Reads the answer of `/object_info`, of all nodes or of one. Lists come in two forms, often in the same server:
 * `[[values], {…}]` and `["COMBO", {options: [values]}]`; 0.3.64 checks only the first (seen).
 */
export function readServerNodes(body: unknown): ServerNodes {
  return new Map(
    Object.entries(record(body)).flatMap(([name, value]): [string, ServerNode][] => {
      const node = record(value);
      const input = record(node.input);
      const inputs = [...inputsOf(input.required, true), ...inputsOf(input.optional, false)];
      if (inputs.length === 0 && !Array.isArray(node.output)) return [];
      return [[name, { inputs: new Map(inputs), outputs: texts(node.output) }]];
    }),
  );
}

function inputsOf(value: unknown, required: boolean): [string, ServerInput][] {
  return Object.entries(record(value)).flatMap(([name, declared]): [string, ServerInput][] => {
    if (!Array.isArray(declared)) return [];
    const [kind, settings]: readonly unknown[] = declared;
    const facts = record(settings);
    const options = Array.isArray(kind) ? kind : Array.isArray(facts.options) ? facts.options : undefined;
    return [
      [
        name,
        {
          type: typeof kind === 'string' ? kind : 'COMBO',
          required,
          options: options && texts(options),
          isUnchecked: !Array.isArray(kind) && options !== undefined,
          min: numberOf(facts.min),
          max: numberOf(facts.max),
        },
      ],
    ];
  });
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.slice(0, mostOptions).map(String) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
