import { parser } from '@lezer/python';

type SyntaxTree = ReturnType<typeof parser.parse>;
type SyntaxNode = SyntaxTree['topNode'];
type TreeCursor = ReturnType<SyntaxTree['cursor']>;

/** One place in Python source that asks a mapping for a key. */
export interface KeyRead {
  readonly key: string;
  /** The expression that is asked, without blanks: `kwargs`, `self`, `self.model_config.model_kwargs`. */
  readonly receiver: string;
  /** `get_conf` is ai-toolkit's own reader of a process; its key may be a dotted path. */
  readonly how: 'get' | 'pop' | 'subscript' | 'in' | 'get_conf';
  /** The innermost class around it. */
  readonly inClass: string | undefined;
  /** Source text of the second argument, or of `default=`. */
  readonly fallback: string | undefined;
  /** One-based. */
  readonly line: number;
}

/**
 * Every key that a Python text asks a mapping for by a literal name: `kwargs.get('x')`, `config.pop('x')`,
 * `config['x']`, `'x' in config`, `self.get_conf('x')`. The text is parsed, never run; of a text with errors the readable
 * part counts. Assignments to `config['x']` are not reads.
 */
export function readKeys(python: string): KeyRead[] {
  const reads: KeyRead[] = [];
  const classes: { readonly name: string; readonly end: number }[] = [];
  const line = lineCounter(python);
  const cursor = parser.parse(python).cursor();
  do {
    while ((classes.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= cursor.from) classes.pop();
    if (cursor.name === 'ClassDefinition') {
      const name = cursor.node.getChild('VariableName');
      classes.push({ name: name ? python.slice(name.from, name.to) : '', end: cursor.to });
      continue;
    }
    const found = readAt(cursor, python);
    if (found) reads.push({ ...found, inClass: classes.at(-1)?.name, line: line(cursor.from) });
  } while (cursor.next());
  return reads;
}

type FoundRead = Omit<KeyRead, 'inClass' | 'line'>;

function readAt(cursor: TreeCursor, python: string): FoundRead | undefined {
  if (cursor.name === 'CallExpression') return callRead(cursor.node, python);
  if (cursor.name === 'MemberExpression') return subscriptRead(cursor.node, python);
  if (cursor.name === 'BinaryExpression') return membershipRead(cursor.node, python);
  return undefined;
}

function callRead(call: SyntaxNode, python: string): FoundRead | undefined {
  const callee = call.firstChild;
  const method = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : undefined;
  const how = method ? python.slice(method.from, method.to) : undefined;
  if (!callee || (how !== 'get' && how !== 'pop' && how !== 'get_conf')) return undefined;
  const receiver = callee.firstChild;
  const args = argumentsOf(call.getChild('ArgList'), python);
  const key = args.find((arg) => arg.name === undefined || arg.name === 'key');
  const name = key && stringValue(key.value, python);
  if (!receiver || name === undefined) return undefined;
  const fallback = args.find((arg) => arg !== key && (arg.name === undefined || arg.name === 'default'));
  return {
    key: name,
    receiver: expressionText(receiver, python),
    how,
    fallback: fallback && python.slice(fallback.value.from, fallback.value.to),
  };
}

interface Argument {
  /** Of a keyword argument. */
  readonly name: string | undefined;
  readonly value: SyntaxNode;
}

function argumentsOf(list: SyntaxNode | null, python: string): Argument[] {
  const args: Argument[] = [];
  let name: string | undefined;
  for (let node = list?.firstChild ?? null; node; node = node.nextSibling) {
    if (node.name === '(' || node.name === ',' || node.name === ')' || node.name === 'Comment') continue;
    if (node.name === 'AssignOp') continue;
    if (node.name === 'VariableName' && node.nextSibling?.name === 'AssignOp') {
      name = python.slice(node.from, node.to);
      continue;
    }
    args.push({ name, value: node });
    name = undefined;
  }
  return args;
}

function subscriptRead(member: SyntaxNode, python: string): FoundRead | undefined {
  const receiver = member.firstChild;
  if (receiver?.nextSibling?.name !== '[' || isTarget(member)) return undefined;
  const index = receiver.nextSibling.nextSibling;
  const key = index?.nextSibling?.name === ']' ? stringValue(index, python) : undefined;
  if (key === undefined) return undefined;
  return { key, receiver: expressionText(receiver, python), how: 'subscript', fallback: undefined };
}

/** Whether a node is assigned to or deleted. */
function isTarget(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.name === 'DeleteStatement') return true;
  if (parent?.name !== 'AssignStatement') return false;
  for (let next = node.nextSibling; next; next = next.nextSibling) {
    if (next.name === 'AssignOp') return true;
  }
  return false;
}

function membershipRead(comparison: SyntaxNode, python: string): FoundRead | undefined {
  const left = comparison.firstChild;
  const right = comparison.lastChild;
  if (!left || !right || !comparison.getChild('in')) return undefined;
  const key = stringValue(left, python);
  if (key === undefined || !['VariableName', 'MemberExpression'].includes(right.name)) return undefined;
  return { key, receiver: expressionText(right, python), how: 'in', fallback: undefined };
}

function expressionText(node: SyntaxNode, python: string): string {
  return python.slice(node.from, node.to).replace(/\s+/g, '');
}

/** The text of a plain string literal; undefined for anything that is put together at run time. */
function stringValue(node: SyntaxNode, python: string): string | undefined {
  if (node.name !== 'String') return undefined;
  const match = /^[uU]?(['"])((?:(?!\1)[^\\\n])*)\1$/.exec(python.slice(node.from, node.to));
  return match?.[2];
}

/** Lines are asked for in rising order. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', at); next >= 0 && next < offset; next = text.indexOf('\n', at)) {
      line++;
      at = next + 1;
    }
    return line;
  };
}
