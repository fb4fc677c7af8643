import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigNode, Entry, MappingNode, ScalarNode, ScalarStyle } from './config-node';
import type { ConfigFormat, SyntaxProblem } from './document-parts';
import type { Span } from './finding';
import { readScalar, tagProblem } from './read-scalar';
import { absent, type Builder, complain, isTooDeep, openBuilder, spanOf, withoutTail } from './tree-builder';
import { readPlainScalar } from './yaml-dialect';

export interface BuiltTree {
  readonly root: ConfigNode | undefined;
  readonly problems: SyntaxProblem[];
  /** There is an anchor, an alias or a merge: parts of the text depend on others. */
  readonly isShared: boolean;
}

/** Turns the YAML library's nodes into ours. The library has read `text` from `base` on. */
export function buildTree(document: Document, text: string, format: ConfigFormat, base = 0): BuiltTree {
  const builder = openBuilder(text, format, base);
  const contents = document.contents;
  const root = contents ? build(builder, contents as Node, base) : undefined;
  return { root, problems: builder.problems, isShared: builder.isShared };
}

function build(builder: Builder, node: Node | null | undefined, at: number): ConfigNode {
  if (!node) return absent(at);
  const known = builder.built.get(node);
  if (known) return known;
  if (builder.open.has(node)) {
    complain(builder, { start: at, end: at }, 'This anchor contains an alias of itself.');
    return absent(at);
  }
  if (isTooDeep(builder, at)) return absent(at);
  builder.open.add(node);
  const result = convert(builder, node, at);
  builder.sizes.set(result, sizeOf(builder, result));
  builder.open.delete(node);
  builder.built.set(node, result);
  return result;
}

function convert(builder: Builder, node: Node, at: number): ConfigNode {
  if (isAlias(node)) return aliased(builder, node, at);
  checkAnchor(builder, node);
  if (isMap(node)) return inside(builder, node, () => mapping(builder, node));
  if (isSeq(node)) return inside(builder, node, () => sequence(builder, node));
  if (isScalar(node)) return scalar(builder, node);
  return absent(at);
}

function sizeOf({ sizes }: Builder, node: ConfigNode): number {
  if (node.kind === 'scalar') return 1;
  const children = node.kind === 'sequence' ? node.items : node.entries.map(({ value }) => value);
  return children.reduce((sum, child) => sum + (sizes.get(child) ?? 1), 1);
}

function aliased(builder: Builder, node: Alias, at: number): ConfigNode {
  const span = spanOf(builder, node);
  builder.isShared = true;
  const target = builder.anchors.get(node.source);
  if (target) {
    checkName(builder, node.source, span);
    return expand(builder, build(builder, target, at), span, at);
  }
  const name = node.source;
  complain(
    builder,
    span,
    `'*${name}' refers to an anchor '&${name}', and there is none above. Put a text that begins with '*' in quotes.`,
  );
  return absent(at);
}

/** ai-toolkit writes the config out as JSON before it reads it (toolkit/config.py:48), each alias in full. */
const mostExpanded = 50_000;

/** What an alias stands for, unless that makes the tree larger than any config is. */
function expand(builder: Builder, target: ConfigNode, span: Span, at: number): ConfigNode {
  if (builder.expanded > mostExpanded) return absent(at);
  builder.expanded += builder.sizes.get(target) ?? 1;
  if (builder.expanded <= mostExpanded) return target;
  builder.problems.push({
    span,
    message: `Aliases are nested too deep: written out, they make more than ${mostExpanded} values, and ai-toolkit writes them all out before it starts. Write the values, or use fewer aliases.`,
    fatal: true,
  });
  return absent(at);
}

function checkAnchor(builder: Builder, node: Node): void {
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (typeof anchor !== 'string') return;
  builder.isShared = true;
  const span = spanOf(builder, node);
  if (builder.anchors.has(anchor)) {
    complain(
      builder,
      span,
      `The anchor '&${anchor}' is already defined above, and ai-toolkit stops at the second one. Give this one another name.`,
    );
  }
  builder.anchors.set(anchor, node);
  checkName(builder, anchor, span);
}

function checkName(builder: Builder, name: string, span: Span): void {
  if (/^[\w-]+$/.test(name)) return;
  complain(
    builder,
    span,
    `The name '${name}' after '&' or '*' may contain only letters, digits, '-' and '_'. Put a text that begins so in quotes.`,
  );
}

function inside(builder: Builder, node: YAMLMap | YAMLSeq, make: () => ConfigNode): ConfigNode {
  const problem = tagProblem(node.tag, isMap(node) ? 'map' : 'seq');
  if (problem !== undefined) complain(builder, spanOf(builder, node), problem);
  builder.flowDepth += node.flow ? 1 : 0;
  const made = make();
  builder.flowDepth -= node.flow ? 1 : 0;
  return made;
}

function sequence(builder: Builder, node: YAMLSeq): ConfigNode {
  const span = spanOf(builder, node);
  const items = node.items.map((item) => build(builder, itemNode(item), span.end));
  const flow = node.flow === true;
  return {
    kind: 'sequence',
    span: flow ? span : withoutTail(builder, span, items.at(-1)?.span.end),
    flow,
    items,
  };
}

/** A `a: b` inside `[…]` is a mapping of one pair; the library hands the pair itself. */
function itemNode(item: unknown): Node | null {
  return isPair(item) || typeof item !== 'object' ? null : (item as Node | null);
}

function mapping(builder: Builder, node: YAMLMap): MappingNode {
  const own: Entry[] = [];
  const merged: Entry[] = [];
  for (const pair of node.items) {
    const at = spanOf(builder, node).start;
    const written = build(builder, pair.key as Node | null, at);
    const keyNode = lastLine(written);
    if (keyNode.kind !== 'scalar') {
      complain(builder, keyNode.span, 'A key must be a single word or text.');
      continue;
    }
    const value = build(builder, pair.value as Node | null, afterColon(builder, keyNode));
    const isMerge = keyNode.source === '<<' && keyNode.style === 'plain';
    // Of several `<<` in one mapping the later one wins.
    if (isMerge) builder.isShared = true;
    if (isMerge) merged.unshift(...mergedEntries(builder, value, keyNode.span));
    else {
      checkKey(builder, written, pair.key);
      own.push(entryFor(keyNode, value, false));
    }
  }
  const { entries, lastOf } = withShadows(own);
  const taken = new Set(lastOf.keys());
  for (const entry of merged) {
    entries.push({ ...entry, merged: true, shadowed: taken.has(entry.key.value) });
    taken.add(entry.key.value);
  }
  const flow = node.flow === true;
  const span = spanOf(builder, node);
  return {
    kind: 'mapping',
    span: flow ? span : withoutTail(builder, span, own.at(-1)?.span.end),
    flow,
    entries,
  };
}

/** Of equal keys the last one counts. */
export function withShadows(own: readonly Entry[]): {
  entries: Entry[];
  lastOf: ReadonlyMap<Entry['key']['value'], Entry>;
} {
  const lastOf = new Map(own.map((entry) => [entry.key.value, entry]));
  const entries = own.map((entry) => {
    const shadowed = lastOf.get(entry.key.value) !== entry;
    return entry.shadowed === shadowed ? entry : { ...entry, shadowed };
  });
  return { entries, lastOf };
}

/** PyYAML takes a colon without a key, or on a later line than its key begins, only behind a `?`. */
function checkKey(builder: Builder, key: ConfigNode, node: unknown): void {
  const { text } = builder;
  const before = text.slice(Math.max(0, key.span.start - 80), key.span.start).trimEnd();
  if (key.kind !== 'scalar' || isAlias(node) || before.endsWith('?')) return;
  if (key.style === 'absent') {
    complain(builder, key.span, 'A key is missing before this colon.');
    return;
  }
  const colon = /^\s{0,80}:/.exec(text.slice(key.span.end, key.span.end + 81))?.[0];
  // Outside brackets the library itself minds a key of two lines.
  const broken = colon?.includes('\n') || (builder.flowDepth > 0 && key.source.includes('\n'));
  if (colon && broken) complain(builder, key.span, 'A key and its colon must be on one line.');
}

/** PyYAML takes a mapping or a list of mappings behind `<<`; of a list the earlier one wins. */
function mergedEntries(builder: Builder, value: ConfigNode, at: Span): Entry[] {
  if (value.kind === 'mapping') return value.entries.filter((entry) => !entry.shadowed);
  const items = value.kind === 'sequence' ? value.items : [];
  if (value.kind === 'scalar' || items.some((item) => item.kind !== 'mapping')) {
    complain(builder, at, "'<<' accepts only a mapping or a list of mappings.");
  }
  return items.flatMap((item) => (item.kind === 'mapping' ? mergedEntries(builder, item, at) : []));
}

export function entryFor(key: ScalarNode, value: ConfigNode, merged: boolean): Entry {
  const inOrder = value.span.start >= key.span.end;
  const span = {
    start: key.span.start,
    end: inOrder ? Math.max(key.span.end, value.span.end) : key.span.end,
  };
  return { key, value, span, merged, shadowed: false };
}

/** A key half typed above another (`tra⏎steps: 1`) is read as one key over two lines; only the last line is meant. */
function lastLine(key: ConfigNode): ConfigNode {
  if (key.kind !== 'scalar' || key.style !== 'plain' || !key.source.includes('\n')) return key;
  const source = key.source.slice(key.source.lastIndexOf('\n') + 1).trimStart();
  const span = { start: key.span.end - source.length, end: key.span.end };
  return { ...key, ...readPlainScalar(source), source, span };
}

function afterColon(builder: Builder, key: ScalarNode): number {
  const colon = builder.text.indexOf(':', key.span.end);
  const lineEnd = builder.text.indexOf('\n', key.span.end);
  return colon >= 0 && (lineEnd < 0 || colon < lineEnd) ? colon + 1 : key.span.end;
}

function scalar(builder: Builder, node: Scalar): ScalarNode {
  const span = spanOf(builder, node);
  const style = styleOf(node);
  const source = builder.text.slice(span.start, span.end);
  const isAbsent = span.start === span.end && style === 'plain';
  const mayBeJoined = isQuoted(style) || builder.flowDepth > 0;
  const text = mayBeJoined && source.includes('\n') ? textOfLines(source) : textOf(node);
  const { reading, problem } = readScalar(text, {
    style: isAbsent ? 'absent' : style,
    tag: node.tag,
    format: builder.format,
    inFlow: builder.flowDepth > 0,
    isKey: /^\s{0,80}:/.test(builder.text.slice(span.end, span.end + 81)),
  });
  if (problem !== undefined) complain(builder, span, problem);
  if (style === 'block' && /^[|>][-+\d]*#/.test(source)) {
    complain(builder, span, "A space is missing between this sign and the comment's '#'.");
  }
  if (isAbsent && reading.type === 'null') return absent(behindIndicator(builder, span.start));
  return { kind: 'scalar', span, type: reading.type, value: reading.value, style, source };
}

function textOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : String(node.value ?? '');
}

function isQuoted(style: ScalarStyle): boolean {
  return style === 'single-quoted' || style === 'double-quoted';
}

/** Alone in a document, the lines of a quoted text may begin in any column, as PyYAML lets them anywhere. */
function textOfLines(source: string): string {
  const { contents } = parseDocument(source, { version: '1.1', schema: 'failsafe', logLevel: 'silent' });
  return isScalar(contents) ? textOf(contents) : source;
}

/** The library puts an empty value before the next comment; nothing may be written there without a space. */
function behindIndicator(builder: Builder, offset: number): number {
  let start = offset;
  while (start > 0 && /[ \t]/.test(builder.text.charAt(start - 1))) start--;
  return start;
}

function styleOf(node: Scalar): ScalarStyle {
  if (node.type === 'QUOTE_SINGLE') return 'single-quoted';
  if (node.type === 'QUOTE_DOUBLE') return 'double-quoted';
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return 'block';
  return 'plain';
}
