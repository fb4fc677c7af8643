import type { ConfigNode, MappingNode, SequenceNode } from './config-node';
import type { TextChange } from './text-change';

/** A child of a block collection: the lines of one entry or of one item. */
export interface Block {
  /** From the root to the collection that holds the block, each with the child that leads on. */
  readonly chain: readonly { readonly parent: MappingNode | SequenceNode; readonly index: number }[];
  /** Where the block's first line begins. */
  readonly lineStart: number;
  /** Where its key or its dash stands. */
  readonly start: number;
  /** Behind its last line break. */
  readonly end: number;
  /** Nothing of the collection follows. */
  readonly isLast: boolean;
}

/** The blocks of lines around a change, the largest first. */
export function enclosingBlocks(
  text: string,
  root: ConfigNode | undefined,
  { start, oldEnd }: TextChange,
): Block[] {
  const blocks: Block[] = [];
  let chain: Block['chain'] = [];
  let node = root;
  let end = text.length;
  while (node && node.kind !== 'scalar' && !node.flow) {
    const index = childAt(text, node, start);
    const from = index === undefined ? undefined : childStart(text, node, index);
    if (index === undefined || from === undefined) return blocks;
    const isLast = index === childCount(node) - 1;
    const blockEnd: number | undefined = isLast ? end : childStart(text, node, index + 1)?.lineStart;
    if (blockEnd === undefined) return blocks;
    // The line break at the end stays, so that what follows begins a line of its own.
    if (start < from.start || (blockEnd === text.length ? oldEnd > blockEnd : oldEnd >= blockEnd))
      return blocks;
    chain = [...chain, { parent: node, index }];
    blocks.push({ chain, ...from, end: blockEnd, isLast });
    node = node.kind === 'mapping' ? node.entries[index]?.value : node.items[index];
    end = blockEnd;
  }
  return blocks;
}

interface ChildStart {
  readonly lineStart: number;
  readonly start: number;
}

function childCount(node: MappingNode | SequenceNode): number {
  return node.kind === 'mapping' ? node.entries.length : node.items.length;
}

/** The last child that begins at or before an offset. */
function childAt(text: string, node: MappingNode | SequenceNode, offset: number): number | undefined {
  let low = 0;
  let high = childCount(node) - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const start = childStart(text, node, middle);
    if (!start) return undefined;
    if (start.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low <= high ? low : undefined;
}

/** Undefined where a child does not begin a line, or only behind something else than dashes. */
function childStart(text: string, node: MappingNode | SequenceNode, index: number): ChildStart | undefined {
  const content = node.kind === 'mapping' ? node.entries[index]?.key : node.items[index];
  if (!content) return undefined;
  const lineStart = text.lastIndexOf('\n', content.span.start - 1) + 1;
  let start = content.span.start;
  if (node.kind === 'sequence') {
    const column = node.span.start - (text.lastIndexOf('\n', node.span.start - 1) + 1);
    start = lineStart + column;
    if (text.charCodeAt(start) !== dash || !isIndent(text, start + 1, content.span.start)) return undefined;
  }
  // Behind the first child of an item, whose line begins with the item's dash, none begins with a dash.
  const isClean = index === 0 ? isIndent(text, lineStart, start) : isBlank(text, lineStart, start);
  return isClean && start >= lineStart ? { lineStart, start } : undefined;
}

const space = 0x20;
const dash = 0x2d;

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) !== space) return false;
  return true;
}

/** Spaces, and dashes with a space behind each. */
function isIndent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== space && !(code === dash && text.charCodeAt(at + 1) === space)) return false;
  }
  return true;
}
