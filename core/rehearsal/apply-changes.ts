import { type ConfigDocument, parseConfigDocument } from '../syntax/config-document';
import { type ConfigNode, type Entry, entryOf, type MappingNode } from '../syntax/config-node';
import { nodeAt } from '../syntax/config-path';
import type { Span, TextEdit } from '../syntax/finding';
import {
  applyEdits,
  formatScalar,
  insertEntry,
  removeEntry,
  removeItem,
  replaceScalar,
  replaceSpan,
} from '../syntax/text-edits';
import type { Change, PlainValue } from './change';
import { changedValue, isSameValue, plainValue } from './plain-value';

/** The text of a changed config. */
export interface ChangedText {
  readonly text: string;
  /** What the loader must read it as, for the file's extension. */
  readonly format: 'yaml' | 'json';
  /** False where the text could not be edited in place (anchors that other keys share) and was written as JSON. */
  readonly keepsComments: boolean;
}

/**
 * Carries out changes in a config's text, so that comments, unknown keys and `${…}` stay. The result is read again: where
 * it does not mean exactly the old config with the changes, the whole config is written as JSON with that meaning.
 */
export function applyChanges(document: ConfigDocument, changes: readonly Change[]): ChangedText {
  const wanted = changedValue(plainValue(document.root), changes);
  const found = changes.map((change) => editFor(document, change));
  const edits = joinRemovals(found.filter((edit) => edit !== undefined));
  if (found.every((edit) => edit !== undefined) && !overlap(edits)) {
    const text = applyEdits(document.text, edits);
    const again = parseConfigDocument(text, document.format);
    if (again.problems.length <= document.problems.length && isSameValue(plainValue(again.root), wanted)) {
      return { text, format: document.format, keepsComments: true };
    }
  }
  return { text: `${JSON.stringify(wanted, undefined, 2)}\n`, format: 'json', keepsComments: false };
}

function editFor(document: ConfigDocument, { path, to }: Change): TextEdit | undefined {
  const key = path.at(-1);
  const parent = nodeAt(document.root, path.slice(0, -1));
  if (typeof key === 'number') {
    const item = parent?.kind === 'sequence' ? parent.items[key] : undefined;
    if (!item || parent?.kind !== 'sequence') return undefined;
    if (to !== undefined) return replaceNode(document, item, item.span, to);
    return parent.flow ? removeFromFlow(parent.items, key) : removeItem(document, item);
  }
  if (parent?.kind !== 'mapping' || key === undefined) return undefined;
  const entry = entryOf(parent, key);
  if (to === undefined) return entry && !entry.merged ? removeEntry(document, parent, entry) : undefined;
  if (!entry || entry.merged) {
    return insertEntry(document, parent, key, textOf(document, to), anchorKey(parent));
  }
  return replaceNode(document, entry.value, writtenSpan(document, parent, entry), to);
}

/** A key with a value of one line, since the items of a list may be removed. */
function anchorKey(parent: MappingNode): string | undefined {
  const entry = parent.entries.find(
    ({ value, merged, shadowed }) =>
      !merged && !shadowed && value.kind === 'scalar' && value.style !== 'block',
  );
  return entry && String(entry.key.value);
}

function replaceNode(
  document: ConfigDocument,
  node: ConfigNode,
  span: Span | undefined,
  to: PlainValue,
): TextEdit | undefined {
  if (!span) return undefined;
  const isScalar = typeof to !== 'object' || to === null;
  if (node.kind === 'scalar' && isScalar && span === node.span) {
    return document.format === 'json' ? replaceSpan(span, JSON.stringify(to)) : replaceScalar(node, to);
  }
  return replaceSpan(span, textOf(document, to));
}

/** Where an entry's value is written: its own text, or the `*name` that stands for it. */
function writtenSpan(document: ConfigDocument, parent: MappingNode, entry: Entry): Span | undefined {
  const { value, key } = entry;
  const alias = /^\s*:\s*(\*[\w-]+)/.exec(document.text.slice(key.span.end, parent.span.end));
  if (alias?.[1] === undefined) return value.span;
  const end = key.span.end + alias[0].length;
  return { start: end - alias[1].length, end };
}

/** YAML in flow style, or JSON in a JSON file. */
function textOf(document: ConfigDocument, value: PlainValue): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return document.format === 'json' ? JSON.stringify(value) : formatScalar(value);
}

function removeFromFlow(items: readonly ConfigNode[], index: number): TextEdit | undefined {
  const item = items[index];
  const next = items[index + 1];
  const previous = items[index - 1];
  if (!item) return undefined;
  if (previous) return replaceSpan({ start: previous.span.end, end: item.span.end }, '');
  if (next) return replaceSpan({ start: item.span.start, end: next.span.start }, '');
  return replaceSpan(item.span, '');
}

/** The last line of a text goes with the line break before it, which may be part of what is removed there. */
function joinRemovals(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of [...edits].sort(byPlace)) {
    const last = joined.at(-1);
    if (last && last.newText === '' && edit.newText === '' && edit.span.start < last.span.end) {
      const end = Math.max(last.span.end, edit.span.end);
      joined[joined.length - 1] = replaceSpan({ start: last.span.start, end }, '');
    } else joined.push(edit);
  }
  return joined;
}

function overlap(edits: readonly TextEdit[]): boolean {
  return edits.some((edit, index) => {
    const previous = edits[index - 1];
    return previous !== undefined && edit.span.start < previous.span.end;
  });
}

function byPlace(a: TextEdit, b: TextEdit): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
