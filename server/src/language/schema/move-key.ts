import type { ConfigDocument } from '../model/config-document';
import type { ConfigNode, Entry, MappingNode } from '../model/config-node';
import { entryOf } from '../model/config-node';
import type { TextEdit } from '../model/finding';
import { columnOf, insertEntry, removeEntry } from '../model/text-edits';

/** A key to be written elsewhere, under its own name or a new one. */
export interface Moved {
  readonly name: string;
  readonly entry: Entry;
}

/**
 * The edits that take `removed` out of its mapping and write `moved` (the same entry, or the entries of its mapping) below
 * `route` in `process`, creating the sections that are not there yet. Undefined where that cannot be done without
 * overwriting a value, guessing an item of a list, or losing a comment.
 */
export function moveEdits(
  document: ConfigDocument,
  from: { readonly mapping: MappingNode; readonly removed: Entry },
  moved: readonly Moved[],
  process: MappingNode,
  route: readonly string[],
): readonly TextEdit[] | undefined {
  if (from.removed.merged || document.format === 'json') return undefined;
  const texts = moved.map(({ name, entry }) => ({ name, value: valueText(document, entry) }));
  if (texts.some(({ value }) => value === undefined)) return undefined;
  const inserted = insertAll(document, process, route, texts, from.removed);
  if (!inserted) return undefined;
  return [removeEntry(document, from.mapping, from.removed), ...inserted];
}

interface WrittenEntry {
  readonly name: string;
  readonly value: string | undefined;
}

function insertAll(
  document: ConfigDocument,
  process: MappingNode,
  route: readonly string[],
  entries: readonly WrittenEntry[],
  removed: Entry,
): TextEdit[] | undefined {
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
    : [insertInBlock(document, at, rest, entries, removed)];
}

function insertInFlow(
  document: ConfigDocument,
  at: MappingNode,
  rest: readonly string[],
  entries: readonly WrittenEntry[],
): TextEdit[] | undefined {
  const [only] = entries;
  if (entries.length !== 1 || only?.value === undefined || only.value.includes('\n')) return undefined;
  const nested = rest
    .slice(1)
    .reduceRight((inner, step) => `{${step}: ${inner}}`, `{${only.name}: ${only.value}}`);
  return [
    rest[0] === undefined
      ? insertEntry(document, at, only.name, only.value)
      : insertEntry(document, at, rest[0], nested),
  ];
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
  for (const { name, value } of entries) {
    const [head = '', ...more] = (value ?? '').split('\n');
    if (more.length === 0) lines.push(`${indent}${name}:${head === '' ? '' : ` ${head}`}`);
    else {
      lines.push(`${indent}${name}:`);
      lines.push(...[head, ...more].map((line) => (line === '' ? '' : `${indent}  ${line}`)));
    }
  }
  const template = insertEntry(document, at, 'x', 'x', anchor ? String(anchor.key.value) : undefined);
  return { span: template.span, newText: `\n${lines.join('\n')}` };
}

/** The value as it stands, its lines without their indentation; undefined for what cannot be written anywhere else as it is. */
function valueText(document: ConfigDocument, entry: Entry): string | undefined {
  const { value } = entry;
  // An anchor, an alias or a tag in front of the value is no part of it.
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
