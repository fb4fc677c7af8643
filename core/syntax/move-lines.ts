import { type ConfigDocument, lineAt, lineSpan } from './config-document';
import type { Entry, MappingNode } from './config-node';
import type { TextEdit } from './finding';
import { columnOf } from './text-edits';

/**
 * The edits that take block entries out of their mapping and put them at the end of another, deeper one, whole lines with
 * their comments and moved to its indentation. Undefined where that would overwrite a value, part an anchor from its
 * alias, or where the lines hold something else as well.
 */
export function moveLines(
  document: ConfigDocument,
  entries: readonly Entry[],
  into: MappingNode,
): readonly TextEdit[] | undefined {
  const own = into.entries.filter((entry) => !entry.merged);
  const [first] = own;
  const last = own.at(-1);
  if (into.flow || document.format === 'json' || !first || !last) return undefined;
  const taken = new Set(into.entries.map((entry) => entry.key.value));
  const regions: Region[] = [];
  for (const entry of entries) {
    const region = regionOf(document, entry);
    if (!region || taken.has(entry.key.value)) return undefined;
    regions.push(region);
  }
  const column = columnOf(document, first);
  const lines = regions.flatMap(({ firstLine, lastLine, column: from }) =>
    shifted(document, firstLine, lastLine, column - from),
  );
  const at = lineSpan(document, lastLineOf(document, last)).end;
  return [
    { span: { start: at, end: at }, newText: `\n${lines.join('\n')}` },
    ...regions.map((region) => removal(document, region)),
  ];
}

interface Region {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly column: number;
}

/** An entry's lines and the comments right above it; undefined where the lines cannot be moved as they are. */
function regionOf(document: ConfigDocument, entry: Entry): Region | undefined {
  const column = columnOf(document, entry);
  const keyLine = lineAt(document, entry.key.span.start);
  if (textOf(document, keyLine).slice(0, column).trim() !== '') return undefined;
  const lastLine = lastLineOf(document, entry);
  let firstLine = keyLine;
  while (isCommentAt(textOf(document, firstLine - 1), column)) firstLine--;
  for (let line = firstLine; line <= lastLine; line++) {
    if (/(?:^|[\s:,[{-])[&*][^\s,[\]{}]/.test(textOf(document, line))) return undefined;
  }
  return { firstLine, lastLine, column };
}

function isCommentAt(line: string, column: number): boolean {
  return line.slice(0, column).trim() === '' && line.charAt(column) === '#';
}

function lastLineOf(document: ConfigDocument, entry: Entry): number {
  return lineAt(document, Math.max(entry.key.span.end, entry.span.end - 1));
}

function textOf(document: ConfigDocument, line: number): string {
  if (line < 0) return '';
  const { start, end } = lineSpan(document, line);
  return document.text.slice(start, end);
}

function shifted(document: ConfigDocument, firstLine: number, lastLine: number, by: number): string[] {
  const lines: string[] = [];
  for (let line = firstLine; line <= lastLine; line++) {
    const text = textOf(document, line);
    if (text.trim() === '') lines.push('');
    else lines.push(by >= 0 ? ' '.repeat(by) + text : text.slice(-by));
  }
  return lines;
}

/** The lines with the break behind them, or before them at the end of the text. */
function removal(document: ConfigDocument, { firstLine, lastLine }: Region): TextEdit {
  const { start } = lineSpan(document, firstLine);
  const next = document.lineStarts[lastLine + 1];
  if (next !== undefined) return { span: { start, end: next }, newText: '' };
  const before = firstLine > 0 ? lineSpan(document, firstLine - 1).end : 0;
  return { span: { start: before, end: document.text.length }, newText: '' };
}
