import { type ConfigDocument, lineAt, lineSpan } from './config-document';
import {
  type ConfigNode,
  type Entry,
  entryOf,
  isText,
  type MappingNode,
  type ScalarNode,
  type ScalarStyle,
  type TextScalar,
} from './config-node';
import type { Span, TextEdit } from './finding';
import { readPlainScalar } from './yaml-dialect';

export type ScalarValue = string | number | boolean | null;

/** Replaces a scalar's value and keeps its quoting style where the new value allows. */
export function replaceScalar(scalar: ScalarNode, value: ScalarValue): TextEdit {
  if (scalar.style === 'absent') return { span: scalar.span, newText: ` ${formatScalar(value)}` };
  const style = typeof value === 'string' ? scalar.style : 'plain';
  return { span: scalar.span, newText: formatScalar(value, style) };
}

/** Writes a string where null or nothing stands, in the quoting style of its siblings. */
export function fillNull(mapping: MappingNode, scalar: ScalarNode, value: string): TextEdit {
  const text = textLikeSiblings(mapping, value);
  return { span: scalar.span, newText: scalar.style === 'absent' ? ` ${text}` : text };
}

/** Replaces any node's text, for values that are written again (`[1024, 1024]` → `1024`). */
export function replaceSpan(span: Span, newText: string): TextEdit {
  return { span, newText };
}

/** Renames a key and keeps its quotes. */
export function renameKey(entry: Entry, newKey: string): TextEdit {
  return { span: entry.key.span, newText: formatScalar(newKey, entry.key.style) };
}

/** Writes a value as YAML: plain where it reads back as the same value, else quoted. */
export function formatScalar(value: ScalarValue, style: ScalarStyle = 'plain'): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return formatNumber(value);
  if (style === 'double-quoted') return JSON.stringify(value);
  if (style === 'single-quoted' && !/[\n\r]/.test(value)) return singleQuoted(value);
  if (isPlainSafe(value)) return value;
  return /[\n\r\t]/.test(value) ? JSON.stringify(value) : singleQuoted(value);
}

/**
 * Removes an entry with its value. Comments on the entry's own lines stay, each on a line of its own; so do comments and
 * blank lines around it.
 */
export function removeEntry(document: ConfigDocument, mapping: MappingNode, entry: Entry): TextEdit {
  if (mapping.flow) return removeFromFlow(mapping, entry);
  const firstLine = lineAt(document, entry.span.start);
  const lastLine = lineAt(document, Math.max(entry.span.start, lastOffset(entry) - 1));
  const first = lineSpan(document, firstLine);
  const last = lineSpan(document, lastLine);
  // A `?` asks for a key and goes with it.
  const before = document.text.slice(first.start, entry.span.start).replace(/\?[ \t]*$/, '');
  const entryStart = first.start + before.length;
  const comment = trailingComment(document, lastOffset(entry), last.end);
  if (before.trim() !== '') return removeAfterDash(document, mapping, entry, last.end, comment);
  const comments = document.comments.filter(({ span }) => span.start > entryStart && span.start < last.end);
  if (comments.length > 0) {
    const newText = comments.map(({ text }) => text.trimEnd()).join(`\n${before}`);
    return { span: { start: entryStart, end: last.end }, newText };
  }
  const end = document.lineStarts[lastLine + 1] ?? last.end;
  const start = end === last.end && first.start > 0 ? first.start - 1 : first.start;
  return { span: { start, end }, newText: '' };
}

/** Writes a string under a key that is absent, or that stands there without a value of its own; in its siblings' style. */
export function putText(
  document: ConfigDocument,
  mapping: MappingNode,
  key: string,
  value: string,
  after?: string,
): TextEdit {
  const present = entryOf(mapping, key)?.value;
  if (present?.kind === 'scalar') return fillNull(mapping, present, value);
  const text = textLikeSiblings(mapping, value);
  return present ? replaceSpan(present.span, text) : insertEntry(document, mapping, key, text, after);
}

/**
 * Inserts `key: value` into a mapping, behind the entry named by `after`, else at its end. `value` is YAML text; with
 * line breaks it is a nested block, indented relative to the key. String values take the quoting style of their siblings.
 */
export function insertEntry(
  document: ConfigDocument,
  mapping: MappingNode,
  key: string,
  value: string,
  after?: string,
): TextEdit {
  const own = mapping.entries.filter((entry) => !entry.merged);
  const anchor = own.find((entry) => entry.key.value === after) ?? own.at(-1);
  if (mapping.flow) {
    const comma = own.length > 0 ? ', ' : '';
    const at = anchor ? anchor.span.end : mapping.span.start + 1;
    const pair = document.format === 'json' ? `"${key}": ${jsonText(value)}` : `${key}: ${value}`;
    return { span: { start: at, end: at }, newText: `${comma}${pair}` };
  }
  if (!anchor) return insertBehindMerge(document, mapping, key, value);
  const indent = ' '.repeat(columnOf(document, own[0] ?? anchor));
  const at = lineSpan(
    document,
    lineAt(document, Math.max(anchor.key.span.start, lastOffset(anchor) - 1)),
  ).end;
  return { span: { start: at, end: at }, newText: `\n${indent}${keyAndValue(key, value, indent)}` };
}

/** A mapping that holds nothing but what `<<` brings in. */
function insertBehindMerge(
  document: ConfigDocument,
  { span }: MappingNode,
  key: string,
  value: string,
): TextEdit {
  const start = lineSpan(document, lineAt(document, span.start)).start;
  const at = lineSpan(document, lineAt(document, span.end)).end;
  const indent = ' '.repeat(span.start - start);
  return { span: { start: at, end: at }, newText: `\n${indent}${keyAndValue(key, value, indent)}` };
}

/** Puts text in front of what a string scalar says, in the scalar's own style. `flow`: it stands inside `[…]` or `{…}`. */
export function prependText(scalar: TextScalar, text: string, flow: boolean): TextEdit {
  const { start } = scalar.span;
  const insertAt = (offset: number, newText: string) => ({ span: { start: offset, end: offset }, newText });
  if (scalar.style === 'single-quoted') return insertAt(start + 1, text.replaceAll("'", "''"));
  if (scalar.style === 'double-quoted') return insertAt(start + 1, JSON.stringify(text).slice(1, -1));
  if (scalar.style === 'block') {
    const body = /\n\s*/.exec(scalar.source);
    return insertAt(start + (body ? body.index + body[0].length : scalar.source.length), text);
  }
  if (!flow && isPlainSafe(text.replace(/,? $/, ''))) return insertAt(start, text);
  return replaceScalar(scalar, text + scalar.value);
}

/** Removes an item of a block list with its line; a comment on that line stays, on a line of its own. */
export function removeItem(document: ConfigDocument, item: ConfigNode): TextEdit {
  const line = lineAt(document, item.span.start);
  const last = lineSpan(document, lineAt(document, Math.max(item.span.start, item.span.end - 1)));
  const { start } = lineSpan(document, line);
  const dash = start + document.text.slice(start, item.span.start).search(/\S/);
  const comment = trailingComment(document, item.span.end, last.end);
  if (comment !== undefined) return { span: { start: dash, end: last.end }, newText: comment };
  const next = document.lineStarts[lineAt(document, last.end) + 1];
  return next === undefined
    ? { span: { start: Math.max(0, start - 1), end: last.end }, newText: '' }
    : { span: { start, end: next }, newText: '' };
}

/** A value's text in a JSON file, where a word needs quotes. */
function jsonText(value: string): string {
  return /^(?:["[{\d-]|true$|false$|null$)/.test(value) ? value : JSON.stringify(value);
}

/** A string as its siblings in a mapping are written: quoted where they are quoted. */
export function textLikeSiblings(mapping: MappingNode, value: string): string {
  const sibling = mapping.entries.find((entry) => isText(entry.value) && entry.value.style !== 'block');
  // Keys in double quotes are JSON, where a word without quotes is an error.
  const isJson = mapping.entries[0]?.key.style === 'double-quoted';
  const style = sibling?.value.kind === 'scalar' ? sibling.value.style : isJson ? 'double-quoted' : 'plain';
  return formatScalar(value, style);
}

/**
 * The column of an entry's mapping: that of its key, or of the anchor, tag or question mark in front of it. It counts
 * from a byte order mark, or from what is a line break to PyYAML alone.
 */
export function columnOf(document: ConfigDocument, entry: Entry): number {
  const lineStart = document.lineStarts[lineAt(document, entry.key.span.start)] ?? 0;
  const line = document.text.slice(lineStart, entry.key.span.start);
  const before = line.replace(/^.*[\ufeff\u0085\u2028\u2029]/s, '');
  return /(?:\?|(?:[&!]\S*[ \t]+)+)[ \t]*$/.exec(before)?.index ?? before.length;
}

/** Applies edits that do not overlap; the text after them, with the line breaks that the text has. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let at = 0;
  for (const edit of sorted) {
    result += text.slice(at, edit.span.start) + edit.newText.replace(/\r?\n/g, lineBreak);
    at = edit.span.end;
  }
  return result + text.slice(at);
}

function keyAndValue(key: string, value: string, indent: string): string {
  const name = formatScalar(key);
  if (!value.includes('\n')) return value === '' ? `${name}:` : `${name}: ${value}`;
  const lines = value.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`));
  return `${name}:\n${lines.join('\n')}`;
}

function lastOffset(entry: Entry): number {
  return Math.max(entry.span.end, entry.key.span.end + 1);
}

function trailingComment(document: ConfigDocument, from: number, lineEnd: number): string | undefined {
  const comment = document.comments.find(({ span }) => span.start >= from && span.start < lineEnd);
  return comment && document.text.slice(comment.span.start, lineEnd);
}

/** `- key: value` starts an item: the next entry moves up behind the dash; a lone entry leaves an empty mapping. */
function removeAfterDash(
  document: ConfigDocument,
  mapping: MappingNode,
  entry: Entry,
  lineEnd: number,
  comment: string | undefined,
): TextEdit {
  const next = mapping.entries.find((other) => !other.merged && other.span.start > entry.span.start);
  if (!next) return { span: { start: entry.span.start, end: entry.span.end }, newText: '{}' };
  if (comment === undefined) return { span: { start: entry.span.start, end: next.span.start }, newText: '' };
  const indent = ' '.repeat(columnOf(document, entry));
  return { span: { start: entry.span.start, end: lineEnd }, newText: `${comment}\n${indent}`.trimEnd() };
}

function removeFromFlow(mapping: MappingNode, entry: Entry): TextEdit {
  const own = mapping.entries.filter((other) => !other.merged);
  const index = own.indexOf(entry);
  const next = own[index + 1];
  const previous = own[index - 1];
  if (next) return { span: { start: entry.span.start, end: next.span.start }, newText: '' };
  if (previous) return { span: { start: previous.span.end, end: entry.span.end }, newText: '' };
  return { span: { start: entry.span.start, end: entry.span.end }, newText: '' };
}

function formatNumber(value: number | boolean): string {
  if (typeof value === 'boolean') return String(value);
  const text = String(value);
  // ai-toolkit reads 5e-7 as a number, yet plain decimals are what people write and compare.
  return /e-/.test(text) ? value.toFixed(12).replace(/0+$/, '') : text;
}

function singleQuoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function isPlainSafe(value: string): boolean {
  return (
    readPlainScalar(value).type === 'string' &&
    /^[\p{L}\p{N}_./(][^\n\r\t]*$/u.test(value) &&
    !/: |:$| #|[[\]{},]/.test(value) &&
    value.trim() === value
  );
}
