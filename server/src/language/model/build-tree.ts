import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { ConfigFormat, SyntaxProblem } from './config-document';
import type { ConfigNode, Entry, MappingNode, ScalarNode, ScalarStyle } from './config-node';
import type { Span } from './finding';
import { readJsonScalar, readPlainScalar, type ScalarReading } from './yaml-dialect';

interface Builder {
  readonly text: string;
  readonly format: ConfigFormat;
  readonly document: Document;
  readonly problems: SyntaxProblem[];
  /** One node per source node, so that aliases share instead of multiplying. */
  readonly built: Map<Node, ConfigNode>;
  /** Nodes being built, to stop at an anchor that contains its own alias. */
  readonly open: Set<Node>;
}

/** Turns the YAML library's nodes into ours. */
export function buildTree(
  document: Document,
  text: string,
  format: ConfigFormat,
): { root: ConfigNode | undefined; problems: SyntaxProblem[] } {
  const builder: Builder = { text, format, document, problems: [], built: new Map(), open: new Set() };
  const contents = document.contents;
  if (!contents) return { root: undefined, problems: builder.problems };
  return { root: build(builder, contents as Node, 0), problems: builder.problems };
}

function build(builder: Builder, node: Node | null | undefined, at: number): ConfigNode {
  if (!node) return absent(at);
  const known = builder.built.get(node);
  if (known) return known;
  if (builder.open.has(node)) return absent(at);
  builder.open.add(node);
  const result = convert(builder, node, at);
  builder.open.delete(node);
  builder.built.set(node, result);
  return result;
}

function convert(builder: Builder, node: Node, at: number): ConfigNode {
  if (isAlias(node)) {
    const target = node.resolve(builder.document);
    return target ? build(builder, target, at) : absent(at);
  }
  if (isMap(node)) return mapping(builder, node);
  if (isSeq(node)) {
    const span = spanOf(builder, node);
    const items = node.items.map((item) => build(builder, itemNode(item), span.end));
    return { kind: 'sequence', span, flow: node.flow === true, items };
  }
  if (isScalar(node)) return scalar(builder, node);
  return absent(at);
}

/** A `a: b` inside `[…]` is a mapping of one pair; the library hands the pair itself. */
function itemNode(item: unknown): Node | null {
  return isPair(item) || typeof item !== 'object' ? null : (item as Node | null);
}

function mapping(builder: Builder, node: YAMLMap): MappingNode {
  const own: Entry[] = [];
  const merged: Entry[] = [];
  for (const pair of node.items) {
    const keyNode = lastLine(build(builder, pair.key as Node | null, spanOf(builder, node).start));
    if (keyNode.kind !== 'scalar') continue;
    const value = build(builder, pair.value as Node | null, afterColon(builder, keyNode));
    if (keyNode.source === '<<' && keyNode.style === 'plain') merged.push(...mergedEntries(value));
    else own.push(entryFor(keyNode, value, false));
  }
  const entries = [...own.map((entry, index) => shadowedBy(entry, own.slice(index + 1)))];
  for (const entry of merged) {
    const taken = entries.some((other) => !other.shadowed && other.key.value === entry.key.value);
    entries.push({ ...entry, merged: true, shadowed: taken });
  }
  return { kind: 'mapping', span: spanOf(builder, node), flow: node.flow === true, entries };
}

/** PyYAML takes a mapping or a list of mappings behind `<<`; of a list the earlier one wins. */
function mergedEntries(value: ConfigNode): Entry[] {
  if (value.kind === 'mapping') return value.entries.filter((entry) => !entry.shadowed);
  if (value.kind === 'sequence') return value.items.flatMap((item) => mergedEntries(item));
  return [];
}

function entryFor(key: ScalarNode, value: ConfigNode, merged: boolean): Entry {
  const inOrder = value.span.start >= key.span.end;
  const span = {
    start: key.span.start,
    end: inOrder ? Math.max(key.span.end, value.span.end) : key.span.end,
  };
  return { key, value, span, merged, shadowed: false };
}

function shadowedBy(entry: Entry, later: readonly Entry[]): Entry {
  return later.some((other) => other.key.value === entry.key.value) ? { ...entry, shadowed: true } : entry;
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
  if (span.start === span.end && style === 'plain') return absent(behindIndicator(builder, span.start));
  const reading = readingOf(builder, node, style, span);
  return { kind: 'scalar', span, type: reading.type, value: reading.value, style, source };
}

/** The library puts an empty value before the next comment; nothing may be written there without a space. */
function behindIndicator(builder: Builder, offset: number): number {
  let start = offset;
  while (start > 0 && /[ \t]/.test(builder.text.charAt(start - 1))) start--;
  return start;
}

function readingOf(builder: Builder, node: Scalar, style: ScalarStyle, span: Span): ScalarReading {
  const text = typeof node.value === 'string' ? node.value : String(node.value ?? '');
  const tag = explicitTag(node);
  if (tag) return taggedReading(builder, tag, text, span);
  if (style !== 'plain') return { type: 'string', value: text };
  return builder.format === 'json' ? readJsonScalar(text) : readPlainScalar(text);
}

function explicitTag(node: Scalar): string | undefined {
  return node.tag?.replace(/^tag:yaml\.org,2002:/, '!!');
}

function taggedReading(builder: Builder, tag: string, text: string, span: Span): ScalarReading {
  if (tag === '!!str') return { type: 'string', value: text };
  const plain = readPlainScalar(text);
  if (tag === '!!null') return { type: 'null', value: null };
  if (tag === '!!float' && plain.type === 'integer') return { type: 'float', value: plain.value };
  if (['!!int', '!!float', '!!bool', '!!timestamp'].includes(tag)) return plain;
  builder.problems.push({
    span,
    message: `ai-toolkit's loader does not know the tag '${tag}' and stops with an error.`,
  });
  return { type: 'string', value: text };
}

function styleOf(node: Scalar): ScalarStyle {
  if (node.type === 'QUOTE_SINGLE') return 'single-quoted';
  if (node.type === 'QUOTE_DOUBLE') return 'double-quoted';
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return 'block';
  return 'plain';
}

function spanOf(builder: Builder, node: Node): Span {
  const range = node.range;
  const limit = builder.text.length;
  if (!range) return { start: 0, end: 0 };
  const start = Math.min(range[0], limit);
  let end = Math.max(start, Math.min(range[1], limit));
  while (end > start && /\s/.test(builder.text.charAt(end - 1))) end--;
  return { start, end };
}

function absent(at: number): ScalarNode {
  return {
    kind: 'scalar',
    span: { start: at, end: at },
    type: 'null',
    value: null,
    style: 'absent',
    source: '',
  };
}
