import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import { type ConfigDocument, lineAt } from '../syntax/config-document';
import type { ConfigNode } from '../syntax/config-node';

/**
 * What can be folded: every section, process, dataset and sample that runs over several lines, texts over several lines,
 * and runs of comment lines. A broken text folds as far as it can be read.
 */
export function foldingRanges(document: ConfigDocument): FoldingRange[] {
  const ranges = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind) => {
    const known = ranges.get(startLine);
    // Only one fold can start on a line, and the outer one is what the line announces.
    if (endLine <= startLine || (known && known.endLine >= endLine)) return;
    ranges.set(startLine, { startLine, endLine, ...(kind ? { kind } : {}) });
  };
  const comments = commentColumns(document);
  const addNode = (start: number, value: ConfigNode, column: number) =>
    add(lineAt(document, start), lastFoldedLine(document, comments, start, value, column));
  if (document.root) foldNode(document, document.root, addNode, new Set());
  for (const { first, last } of commentRuns(comments)) add(first, last, FoldingRangeKind.Comment);
  return [...ranges.values()].sort((a, b) => a.startLine - b.startLine);
}

/** `column`: comments further right belong to what is folded. */
type AddNode = (start: number, value: ConfigNode, column: number) => void;

function foldNode(document: ConfigDocument, node: ConfigNode, add: AddNode, seen: Set<ConfigNode>): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      if (seen.has(item)) continue;
      const { start } = item.span;
      // Comments that belong to an item stand as far right as its keys, which is behind the dash.
      add(start, item, columnAt(document, start) - 1);
      foldNode(document, item, add, seen);
    }
  } else if (node.kind === 'mapping') {
    for (const { key, value, merged } of node.entries) {
      // An alias has the span of its anchor, which stands before it.
      if (merged || value.span.start < key.span.end) continue;
      add(key.span.start, value, columnAt(document, key.span.start));
      foldNode(document, value, add, seen);
    }
  }
}

/** A closing bracket stays in sight; comment lines that are indented below a section go with it. */
function lastFoldedLine(
  document: ConfigDocument,
  comments: ReadonlyMap<number, number>,
  start: number,
  value: ConfigNode,
  column: number,
): number {
  const end = lastContent(value, start);
  let last = lineAt(document, end);
  if (value.kind === 'scalar') return last;
  if (value.flow) {
    return /^\s*[\]}]+$/.test(document.text.slice(document.lineStarts[last], end)) ? last - 1 : last;
  }
  for (let line = last + 1; ; line++) {
    const comment = comments.get(line);
    if (comment !== undefined && comment > column) last = line;
    else if (comment !== undefined || !isBlank(document, line)) return last;
  }
}

/** A block's own span runs on over the comments that follow it, whatever they belong to. */
function lastContent(node: ConfigNode, from: number): number {
  if (node.span.start < from) return from;
  if (node.kind === 'scalar' || node.flow) return node.span.end;
  const last =
    node.kind === 'sequence'
      ? node.items.findLast((item) => item.span.start >= from)
      : node.entries.findLast((entry) => !entry.merged);
  if (!last) return node.span.end;
  return 'key' in last ? lastContent(last.value, last.key.span.end) : lastContent(last, from);
}

function isBlank(document: ConfigDocument, line: number): boolean {
  const start = document.lineStarts[line];
  return start !== undefined && document.text.slice(start, document.lineStarts[line + 1]).trim() === '';
}

function columnAt(document: ConfigDocument, offset: number): number {
  return offset - (document.lineStarts[lineAt(document, offset)] ?? 0);
}

/** The column of each comment that has a line of its own, by line. */
function commentColumns(document: ConfigDocument): ReadonlyMap<number, number> {
  const own = document.comments.filter((comment) => comment.ownLine);
  return new Map(
    own.map(({ span }) => [lineAt(document, span.start), columnAt(document, span.start)] as const),
  );
}

/** Runs of comment lines that start in the same column. */
function commentRuns(comments: ReadonlyMap<number, number>): { first: number; last: number }[] {
  const runs: { first: number; last: number; column: number }[] = [];
  for (const [line, column] of comments) {
    const run = runs.at(-1);
    if (run?.column === column && line === run.last + 1) run.last = line;
    else runs.push({ first: line, last: line, column });
  }
  return runs;
}
