import type { ConfigNode } from '../../syntax/config-node';

/** An exception that ai-toolkit raises, as the last line of its traceback shows it. */
export class PythonError extends Error {
  constructor(
    /** `TypeError` */
    readonly type: string,
    readonly detail: string,
  ) {
    super(`${type}: ${detail}`);
    this.name = 'PythonError';
  }
}

/** Thrown where the disk does not tell whether ai-toolkit would stop: nothing may be said then. */
export class NotKnown extends Error {}

/** The name of the Python type that PyYAML makes of a node. */
export function pythonType(node: ConfigNode | undefined): string {
  if (!node) return 'NoneType';
  if (node.kind === 'mapping') return 'dict';
  if (node.kind === 'sequence') return 'list';
  if (node.value === null) return 'NoneType';
  if (node.type === 'integer') return 'int';
  if (node.type === 'float') return 'float';
  if (node.type === 'boolean') return 'bool';
  return node.type === 'string' ? 'str' : 'datetime.date';
}

/**
 * A number as Python's arithmetic uses it (`True` counts as 1); undefined for what is not a number.
 */
export function pythonNumber(node: ConfigNode | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'number') return node.value;
  return typeof node.value === 'boolean' ? Number(node.value) : undefined;
}

/** Whether Python accepts the node where an index or a count is needed: `int` or `bool`, not `float`. */
export function isPythonInteger(node: ConfigNode | undefined): boolean {
  const type = pythonType(node);
  return type === 'int' || type === 'bool';
}
