import { type ConfigDocument, lineAt, lineSpan } from '../syntax/config-document';
import type { ConfigNode, Entry, MappingNode } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { moveLines } from '../syntax/move-lines';
import { removeEntry } from '../syntax/text-edits';
import type { Rule } from './rule';

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'warning',
  summary: 'A key that is written twice: ai-toolkit silently uses the last one.',
  claims: [{ where: 'load', what: 'changed', seen: 'run' }],

  *check({ document }) {
    for (const mapping of mappingsIn(document.root)) {
      const own = mapping.entries.filter((entry) => !entry.merged);
      for (const entry of own) {
        const last = own.find((other) => !other.shadowed && other.key.value === entry.key.value);
        if (entry.shadowed && last) yield shadowed(document, mapping, entry, last);
      }
    }
  },
};

function shadowed(document: ConfigDocument, mapping: MappingNode, entry: Entry, last: Entry): Finding {
  const line = lineAt(document, last.key.span.start) + 1;
  return {
    span: entry.key.span,
    message: `'${entry.key.source}' is written again on line ${line}: ai-toolkit silently uses the last one and ignores this one. Keep only one.`,
    related: [{ span: last.key.span, message: 'ai-toolkit uses this one.' }],
    fixes: mustStay(document, entry)
      ? []
      : [...mergeFix(document, mapping, entry, last), removal(document, mapping, entry)],
    unnecessary: true,
  };
}

/**
 * Puts what only the earlier section has into the later one. Where both have a key, the value that ai-toolkit already uses
 * stays, and the preview names it. Not offered where that would lose a comment.
 */
function mergeFix(document: ConfigDocument, mapping: MappingNode, entry: Entry, last: Entry): Fix[] {
  const [from, into] = [entry.value, last.value];
  if (from.kind !== 'mapping' || into.kind !== 'mapping' || from.flow || into.flow) return [];
  const taken = new Map(into.entries.map((one) => [one.key.value, one]));
  const own = from.entries.filter((one) => !one.merged && !one.shadowed);
  const moved = own.filter((one) => !taken.has(one.key.value));
  const [insertion] = moveLines(document, moved, into) ?? [];
  if (moved.length === 0 || !insertion) return [];
  const isLost = document.comments.some(
    ({ text, span }) =>
      entry.span.start <= span.start && span.end <= entry.span.end && !insertion.newText.includes(text),
  );
  if (isLost) return [];
  const textOf = ({ span }: ConfigNode) => document.text.slice(span.start, span.end).trim();
  const conflicts = own
    .filter((one) => !moved.includes(one))
    .map((one) => ({ key: one.key.source, ours: one.value, theirs: taken.get(one.key.value)?.value }))
    .filter(({ ours, theirs }) => theirs !== undefined && textOf(ours) !== textOf(theirs))
    .map(({ key, ours, theirs }) =>
      ours.kind === 'scalar' && theirs?.kind === 'scalar'
        ? `'${key}' stays ${theirs.source}, and ${ours.source} is dropped`
        : `'${key}' stays as it is in the later section`,
    );
  const name = entry.key.source;
  return [
    {
      title: `Merge both '${name}' into the later one`,
      safe: false,
      preview:
        conflicts.length === 0
          ? `The later '${name}' gets ${moved.map(({ key }) => key.source).join(', ')}. Nothing is lost.`
          : `The later '${name}' gets ${moved.map(({ key }) => key.source).join(', ')}. ${conflicts.join('; ')}.`,
      edits: [insertion, removeEntry(document, mapping, entry)],
    },
  ];
}

function removal(document: ConfigDocument, mapping: MappingNode, entry: Entry): Fix {
  const edits = [removeEntry(document, mapping, entry)];
  return { title: `Remove this '${entry.key.source}'`, safe: true, edits };
}

/** An anchored value (`&name`) may be used elsewhere, and a key that is written with `?` has no single line to remove. */
function mustStay(document: ConfigDocument, entry: Entry): boolean {
  const { start, end } = entry.span;
  const before = document.text.slice(lineSpan(document, lineAt(document, start)).start, start);
  return /\?\s*$/.test(before) || /(?:^|[\s:,[{-])&[^\s,[\]{}]/.test(document.text.slice(start, end));
}

/** Every mapping that ai-toolkit sees, each once: entries that a later duplicate replaces are left out. */
function* mappingsIn(
  node: ConfigNode | undefined,
  seen: Set<ConfigNode> = new Set(),
): Generator<MappingNode> {
  if (!node || node.kind === 'scalar' || seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'mapping') yield node;
  const inner =
    node.kind === 'sequence'
      ? node.items
      : node.entries.filter((entry) => !entry.shadowed).map((entry) => entry.value);
  for (const child of inner) yield* mappingsIn(child, seen);
}
