import { buildTree, entryFor, withShadows } from './build-tree';
import { compose } from './compose-yaml';
import { type ConfigDocument, startsOfLines } from './config-document';
import type { ConfigNode, MappingNode, SequenceNode } from './config-node';
import type { Comment } from './document-parts';
import { type Block, enclosingBlocks } from './enclosing-blocks';
import type { Span } from './finding';
import { shiftComments, shiftEntries, shiftNode } from './shift-nodes';
import { changeBetween, type TextChange } from './text-change';

/**
 * The document of a text that differs a little from one that is parsed: the smallest block around the change is parsed
 * alone and takes the place of the old one, and all else is kept. The result is the same as a whole parse; undefined where
 * that is not certain.
 */
export function reparse(before: ConfigDocument, text: string): ConfigDocument | undefined {
  if (!before.isSeparable || before.format !== 'yaml') return undefined;
  const change = changeBetween(before.text, text);
  const blocks = enclosingBlocks(before.text, before.root, change);
  let effort = 0;
  for (const block of blocks.reverse()) {
    effort += block.end - block.lineStart;
    // A large block costs as much as the whole, and may fail for nothing.
    if (effort > Math.max(mostSurely, text.length / 2)) return undefined;
    const parsed = parseBlock(block, text, change);
    if (parsed) return splice(before, text, block, change, parsed);
  }
  return undefined;
}

/** Characters that are parsed in no time. */
const mostSurely = 2000;

interface ParsedBlock {
  readonly root: MappingNode | SequenceNode;
  readonly comments: readonly Comment[];
  /** Where its lines end in the new text. */
  readonly end: number;
}

function parseBlock(block: Block, text: string, change: TextChange): ParsedBlock | undefined {
  const parent = block.chain.at(-1)?.parent;
  const end = block.end + change.newEnd - change.oldEnd;
  const lines = text.slice(block.lineStart, end);
  if (!parent || mayReachOut(lines)) return undefined;
  const indent = block.start - block.lineStart;
  const alone = ' '.repeat(indent) + lines.slice(indent);
  const { documents, comments, tabs, directive } = compose(alone, alone);
  const [document, ...others] = documents;
  const contents = document?.contents;
  if (!contents || others.length > 0 || document.errors.length > 0 || tabs.length > 0 || directive) {
    return undefined;
  }
  if (contents.range?.[0] !== indent || contents.tag !== undefined) return undefined;
  const { root, problems, isShared } = buildTree(document, text, 'yaml', block.lineStart);
  if (problems.length > 0 || isShared || !root || root.kind === 'scalar' || root.flow) return undefined;
  if (root.kind !== parent.kind || root.span.start !== block.start) return undefined;
  return { root, comments: shiftComments(comments, block.lineStart), end };
}

/** Text that PyYAML refuses anywhere, or that means something to what stands around it. */
function mayReachOut(lines: string): boolean {
  return unusual.test(lines) || /^(?:---|\.\.\.|%|[<=>]{7}|[ -]*[?:](?:\s|$))/m.test(lines);
}

/** Tabs, invisible characters, spaces and line breaks that are not ASCII, halves of characters, and anchors. */
const unusual =
  /\r(?!\n)|[^\n\r -~\u00a1-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffc\u{10000}-\u{10ffff}]/u;

function splice(
  before: ConfigDocument,
  text: string,
  block: Block,
  change: TextChange,
  parsed: ParsedBlock,
): ConfigDocument {
  const shift = change.newEnd - change.oldEnd;
  const first = before.comments.findIndex(({ span }) => span.start >= block.lineStart);
  const behind = before.comments.findIndex(({ span }) => span.start >= block.end);
  return {
    ...before,
    text,
    root: rebuild(block, parsed, shift),
    comments: [
      ...before.comments.slice(0, first < 0 ? before.comments.length : first),
      ...parsed.comments,
      ...(behind < 0 ? [] : shiftComments(before.comments.slice(behind), shift)),
    ],
    lineStarts: linesOf(before, text, block, parsed.end, shift),
  };
}

function linesOf(
  { lineStarts }: ConfigDocument,
  text: string,
  block: Block,
  end: number,
  shift: number,
): number[] {
  const lines = startsOfLines(text, block.lineStart, end);
  const found = lineStarts.filter((start) => start < block.lineStart);
  for (const start of lines) found.push(start);
  for (const start of lineStarts) if (start > block.end) found.push(start + shift);
  return found;
}

/** The tree with the new block in it, and with everything behind it moved. */
function rebuild(block: Block, parsed: ParsedBlock, shift: number): ConfigNode {
  const inner = block.chain.at(-1);
  let made: ConfigNode = parsed.root;
  let isLast = block.isLast;
  if (inner) made = withChildren(inner.parent, inner.index, parsed.root, shift, isLast);
  for (const { parent, index } of block.chain.slice(0, -1).reverse()) {
    const count = parent.kind === 'mapping' ? parent.entries.length : parent.items.length;
    isLast = isLast && index === count - 1;
    made = withChildren(parent, index, only(parent, index, made), shift, isLast);
  }
  return made;
}

/** A collection of the one child that has changed. */
function only(
  parent: MappingNode | SequenceNode,
  index: number,
  child: ConfigNode,
): MappingNode | SequenceNode {
  if (parent.kind === 'sequence') return { ...parent, items: [child], span: child.span };
  const entry = parent.entries[index];
  const entries = entry ? [entryFor(entry.key, child, false)] : [];
  return { ...parent, entries, span: child.span };
}

/** `parent` with the children of `parts` instead of one of its own. */
function withChildren(
  parent: MappingNode | SequenceNode,
  index: number,
  parts: MappingNode | SequenceNode,
  shift: number,
  isLast: boolean,
): MappingNode | SequenceNode {
  const span: Span = { start: parent.span.start, end: isLast ? parts.span.end : parent.span.end + shift };
  if (parent.kind === 'mapping' && parts.kind === 'mapping') {
    const own = [
      ...parent.entries.slice(0, index),
      ...parts.entries,
      ...shiftEntries(parent.entries.slice(index + 1), shift),
    ];
    return { ...parent, span, entries: withShadows(own).entries };
  }
  if (parent.kind === 'sequence' && parts.kind === 'sequence') {
    const items = [
      ...parent.items.slice(0, index),
      ...parts.items,
      ...parent.items.slice(index + 1).map((item) => shiftNode(item, shift)),
    ];
    return { ...parent, span, items };
  }
  return parent;
}
