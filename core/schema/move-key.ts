import { type ConfigDocument, lineAt, lineSpan } from '../syntax/config-document';
import type { ConfigNode, Entry, MappingNode } from '../syntax/config-node';
import { entryOf } from '../syntax/config-node';
import type { Span, TextEdit } from '../syntax/finding';
import { columnOf, insertEntry, removeEntry } from '../syntax/text-edits';

/** A key to be written elsewhere, under its own name or a new one. */
export interface Moved {
  readonly name: string;
  readonly entry: Entry;
}

/**
 * The edits that take `removed` out of its mapping and write `moved` (the same entry, or the entries of its mapping) below
 * `route` in `process`, creating the sections that are not there yet. A comment behind a value goes along. Undefined where
 * that cannot be done without overwriting a value, guessing an item of a list, or losing a comment.
 */
export function moveEdits(
  document: ConfigDocument,
  from: { readonly mapping: MappingNode; readonly removed: Entry },
  moved: readonly Moved[],
  process: MappingNode,
  route: readonly string[],
): readonly TextEdit[] | undefined {
  if (from.removed.merged || document.format === 'json') return undefined;
  const written = moved.map(({ name, entry }) => writtenEntry(document, name, entry));
  if (!written.every((one) => one !== undefined)) return undefined;
  const inserted = insertAll(document, process, route, written, from.removed);
  if (!inserted) return undefined;
  const removal = removeEntry(document, from.mapping, from.removed);
  // An entry that is alone in its section leaves no line behind which the other could be written.
  if (removal.span.start < inserted.span.start && inserted.span.start < removal.span.end) return undefined;
  const carried = inserted.newText;
  const lines = ownLines(document, from.removed);
  const own = document.comments.filter(
    ({ span }) => span.start >= from.removed.span.start && span.start < (lines ?? removal.span).end,
  );
  if (own.every(({ text }) => carried.includes(text))) {
    return [lines && own.length > 0 ? { span: lines, newText: '' } : removal, inserted];
  }
  return own.every(({ text }) => removal.newText.includes(text))
    ? [removal, { ...inserted, newText: withoutComments(carried, written) }]
    : undefined;
}

/** The lines that hold nothing but the entry and its comment; undefined when something stands before it. */
function ownLines(document: ConfigDocument, entry: Entry): Span | undefined {
  const first = lineSpan(document, lineAt(document, entry.span.start));
  if (document.text.slice(first.start, entry.span.start).trim() !== '') return undefined;
  const last = lineAt(document, Math.max(entry.span.start, entry.span.end - 1));
  const next = document.lineStarts[last + 1];
  return next === undefined ? undefined : { start: first.start, end: next };
}

function withoutComments(text: string, written: readonly WrittenEntry[]): string {
  return written.reduce((left, { comment }) => (comment === '' ? left : left.replace(comment, '')), text);
}

interface WrittenEntry {
  readonly name: string;
  readonly value: string;
  /** With the white space before it, or empty. */
  readonly comment: string;
}

function writtenEntry(document: ConfigDocument, name: string, entry: Entry): WrittenEntry | undefined {
  const value = valueText(document, entry);
  if (value === undefined) return undefined;
  const end = Math.max(entry.span.end, entry.key.span.end + 1);
  const line = lineSpan(document, lineAt(document, end - 1));
  const behind = document.comments.find(({ span }) => span.start >= end && span.start < line.end);
  return { name, value, comment: behind ? document.text.slice(end, line.end) : '' };
}

function insertAll(
  document: ConfigDocument,
  process: MappingNode,
  route: readonly string[],
  entries: readonly WrittenEntry[],
  removed: Entry,
): TextEdit | undefined {
  let at = process;
  let rest = route;
  for (let step = rest[0]; step !== undefined; step = rest[0]) {
    const next = step === '*' ? undefined : entryOf(at, step);
    if (step === '*' || next?.merged) return undefined;
    if (!next || next === removed) break;
    rest = rest.slice(1);
    let value: ConfigNode = next.value;
    if (rest[0] === '*' && value.kind === 'sequence') {
      // Which of several was meant nobody knows.
      if (value.items.length !== 1 || !value.items[0]) return undefined;
      value = value.items[0];
      rest = rest.slice(1);
    }
    if (value.kind !== 'mapping') return undefined;
    at = value;
  }
  if (entries.some(({ name }) => rest.length === 0 && entryOf(at, name))) return undefined;
  if (rest.includes('*') || at.entries.some((entry) => entry.merged)) return undefined;
  return at.flow
    ? insertInFlow(document, at, rest, entries)
    : insertInBlock(document, at, rest, entries, removed);
}

function insertInFlow(
  document: ConfigDocument,
  at: MappingNode,
  rest: readonly string[],
  entries: readonly WrittenEntry[],
): TextEdit | undefined {
  const [only] = entries;
  if (entries.length !== 1 || !only || only.value.includes('\n')) return undefined;
  const nested = rest
    .slice(1)
    .reduceRight((inner, step) => `{${step}: ${inner}}`, `{${only.name}: ${only.value}}`);
  return rest[0] === undefined
    ? insertEntry(document, at, only.name, only.value)
    : insertEntry(document, at, rest[0], nested);
}

/** All entries in one insertion, so that their order does not depend on how edits at one place are applied. */
function insertInBlock(
  document: ConfigDocument,
  at: MappingNode,
  rest: readonly string[],
  entries: readonly WrittenEntry[],
  removed: Entry,
): TextEdit {
  const siblings = at.entries.filter((entry) => !entry.merged);
  const anchor = siblings.at(-1) === removed ? siblings.at(-2) : siblings.at(-1);
  const first = siblings[0];
  const column = first ? columnOf(document, first) : 0;
  const lines: string[] = [];
  rest.forEach((step, depth) => {
    lines.push(`${' '.repeat(column + 2 * depth)}${step}:`);
  });
  const indent = ' '.repeat(column + 2 * rest.length);
  for (const { name, value, comment } of entries) {
    const inner = value.split('\n');
    if (inner.length === 1) lines.push(`${indent}${name}:${value === '' ? '' : ` ${value}`}${comment}`);
    else {
      const block = inner.map((line) => (line === '' ? '' : `${indent}  ${line}`));
      lines.push(`${indent}${name}:`, ...block.slice(0, -1), `${block.at(-1) ?? ''}${comment}`);
    }
  }
  const template = insertEntry(document, at, 'x', 'x', anchor ? String(anchor.key.value) : undefined);
  return { span: template.span, newText: `\n${lines.join('\n')}` };
}

/** The value as it stands, its lines without their indentation; undefined for what cannot be written anywhere else as it is. */
function valueText(document: ConfigDocument, entry: Entry): string | undefined {
  const { value } = entry;
  // An anchor, an alias or a tag in front of the value is not part of it.
  const between = document.text.slice(entry.key.span.end, value.span.start);
  if (value.span.start < entry.key.span.end || /[&*!]/.test(between)) return undefined;
  const text = document.text.slice(value.span.start, value.span.end);
  if (value.kind === 'scalar') return text.includes('\n') ? undefined : text;
  if (value.flow) return text.includes('\n') ? undefined : text;
  if (!between.includes('\n')) return undefined;
  const lineStart = document.text.lastIndexOf('\n', value.span.start - 1) + 1;
  const column = value.span.start - lineStart;
  const lines = text.split('\n');
  if (lines.slice(1).some((line) => line.trim() !== '' && line.slice(0, column).trim() !== ''))
    return undefined;
  const [head = '', ...more] = lines;
  if (more.length === 0) return value.kind === 'mapping' ? `{ ${head} }` : `[${head.replace(/^-\s*/, '')}]`;
  return [head, ...more.map((line) => line.slice(column))].join('\n');
}
