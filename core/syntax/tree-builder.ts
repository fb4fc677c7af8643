import type { Node } from 'yaml';
import type { ConfigNode, ScalarNode } from './config-node';
import type { ConfigFormat, SyntaxProblem } from './document-parts';
import type { Span } from './finding';

/** What is known while a tree is built. */
export interface Builder {
  readonly text: string;
  readonly format: ConfigFormat;
  /** Where in `text` the part begins that the library has read. */
  readonly base: number;
  readonly problems: SyntaxProblem[];
  /** One node per source node, so that aliases share instead of multiplying. */
  readonly built: Map<Node, ConfigNode>;
  /** Nodes being built, to stop at an anchor that contains its own alias. */
  readonly open: Set<Node>;
  /** The last node above by the name of its anchor. */
  readonly anchors: Map<string, Node>;
  /** How many values each node is when its aliases are written out; 1 for what is not here. */
  readonly sizes: Map<ConfigNode, number>;
  /** Values that aliases have added so far. */
  expanded: number;
  /** How many `[…]` and `{…}` are around what is being built. */
  flowDepth: number;
  /** There is an anchor, an alias or a merge: parts of the text depend on others. */
  isShared: boolean;
}

/** A builder at the start of a document. */
export function openBuilder(text: string, format: ConfigFormat, base: number): Builder {
  return {
    text,
    format,
    base,
    problems: [],
    built: new Map(),
    open: new Set(),
    anchors: new Map(),
    sizes: new Map(),
    expanded: 0,
    flowDepth: 0,
    isShared: false,
  };
}

/** Notes what the loader minds. */
export function complain(builder: Builder, span: Span, message: string): void {
  builder.problems.push({ span, message });
}

/** Python's recursion ends PyYAML at 491 levels and its JSON reader at 993 (measured); a tree is not followed further. */
const mostLevels: Readonly<Record<ConfigFormat, number>> = { yaml: 490, json: 990 };

/** Said once, and fatal: Python cannot read the file. */
export function tooDeepProblem(format: ConfigFormat, at: number): SyntaxProblem {
  return {
    span: { start: at, end: at },
    message: `Values are nested in more than ${mostLevels[format]} levels here, and Python cannot read that: ai-toolkit stops. Use fewer levels.`,
    fatal: true,
  };
}

/** Whether the next node would be one too many; that is said once. */
export function isTooDeep({ open, format, problems }: Builder, at: number): boolean {
  if (open.size < mostLevels[format]) return false;
  if (!problems.some(({ fatal }) => fatal)) problems.push(tooDeepProblem(format, at));
  return true;
}

/** A node's place in the text, without the white space behind it. */
export function spanOf({ text, base }: Builder, { range }: Node): Span {
  if (!range) return { start: base, end: base };
  const start = Math.min(base + range[0], text.length);
  let end = Math.max(start, Math.min(base + range[1], text.length));
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/**
 * The place of a collection of lines whose last child ends at `last`. The library lets it run on over the comments behind,
 * or not, depending on what follows them.
 */
export function withoutTail({ text }: Builder, span: Span, last: number | undefined): Span {
  if (last === undefined || last >= span.end) return span;
  for (let at = last; at < span.end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x23) while (at < span.end && text.charCodeAt(at) !== 0x0a) at++;
    else if (!isSpace(code)) return span;
  }
  return { start: span.start, end: Math.max(last, span.start) };
}

/** Spaces, tabs and all line breaks of YAML 1.1. */
function isSpace(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0x0a ||
    code === 0x09 ||
    code === 0x0d ||
    code === 0x85 ||
    code === 0x2028 ||
    code === 0x2029
  );
}

/** Nothing is written here. */
export function absent(at: number): ScalarNode {
  return {
    kind: 'scalar',
    span: { start: at, end: at },
    type: 'null',
    value: null,
    style: 'absent',
    source: '',
  };
}
