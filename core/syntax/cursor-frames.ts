import { CST, Lexer } from 'yaml';
import type { ConfigPath } from './config-path';

/** A container that is open where a text stops. */
export interface Frame {
  readonly kind: 'mapping' | 'sequence';
  /** Column of the keys or dashes; of a flow container the column of its bracket. */
  readonly column: number;
  readonly flow: boolean;
  /** Keys written so far; the last one is open unless `key` is undefined. */
  readonly keys: string[];
  key: string | undefined;
  index: number;
  /** Something stands behind the open key or dash. */
  filled: boolean;
}

/** A scalar that may be a key or a value. */
export interface Word {
  /** Offset of its first character, quotes included; of a plain scalar over several lines, that of its last line. */
  readonly start: number;
  readonly end: number;
  readonly quote: '' | '"' | "'";
}

/** What is open at the end of a text. */
export interface OpenText {
  readonly frames: readonly Frame[];
  /** The last word, when nothing but blanks follows it on its line. */
  readonly word: Word | undefined;
  /** What stands last before the word on its line. */
  readonly opening: 'line' | 'colon' | 'dash';
  /** The text stops inside a comment or a block scalar. */
  readonly opaque: boolean;
}

/**
 * Reads a text that may stop anywhere and be broken anywhere, token by token; only what stands before the end counts. It
 * never fails: what makes no sense is passed over.
 */
export function readOpenText(text: string): OpenText {
  const reader: Reader = {
    text,
    frames: [],
    word: undefined,
    opening: 'line',
    opaque: false,
    blockNext: false,
  };
  let offset = 0;
  let scalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!scalarNext && lexeme === CST.SCALAR) {
      scalarNext = true;
      continue;
    }
    const type = scalarNext ? 'scalar' : CST.tokenType(lexeme);
    scalarNext = false;
    const end = type === 'doc-mode' || type === 'flow-error-end' ? offset : offset + lexeme.length;
    take(reader, type, offset, end);
    offset = end;
  }
  return reader;
}

/** The keys and indexes that lead into the innermost of some frames. */
export function pathInto(frames: readonly Frame[]): ConfigPath {
  return frames.flatMap((frame): ConfigPath => {
    if (frame.kind === 'sequence') return [frame.index];
    return frame.key === undefined ? [] : [frame.key];
  });
}

/** Column of an offset. */
export function columnAt(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

interface Reader extends OpenText {
  readonly text: string;
  readonly frames: Frame[];
  word: Word | undefined;
  opening: OpenText['opening'];
  opaque: boolean;
  /** A block scalar's header was read; its text comes next. */
  blockNext: boolean;
}

function take(reader: Reader, type: string | null, start: number, end: number): void {
  if (type !== 'space') reader.opaque = false;
  switch (type) {
    case 'comment':
      reader.opaque = true;
      return;
    case 'newline':
      newline(reader);
      return;
    case 'block-scalar-header':
      reader.blockNext = true;
      return;
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      scalar(reader, type, start, end);
      return;
    case 'alias':
      fill(reader);
      return;
    case 'seq-item-ind':
      dash(reader, start);
      return;
    case 'map-value-ind':
      colon(reader, end);
      return;
    case 'flow-map-start':
    case 'flow-seq-start':
      fill(reader);
      reader.frames.push(
        frame(type === 'flow-map-start' ? 'mapping' : 'sequence', columnAt(reader.text, start), true),
      );
      return;
    case 'flow-map-end':
    case 'flow-seq-end':
      if (innermost(reader)?.flow) reader.frames.pop();
      reader.word = undefined;
      return;
    case 'flow-error-end':
      while (innermost(reader)?.flow) reader.frames.pop();
      reader.word = undefined;
      return;
    case 'comma':
      comma(reader);
      return;
    case 'doc-start':
    case 'doc-end':
      reader.frames.length = 0;
      reader.word = undefined;
  }
}

function innermost(reader: Reader): Frame | undefined {
  return reader.frames.at(-1);
}

function newline(reader: Reader): void {
  if (innermost(reader)?.flow) return;
  settle(reader);
  reader.opening = 'line';
}

/** A word at the end of its line was a value, or a key that is still to get its colon. */
function settle(reader: Reader): void {
  const { word } = reader;
  reader.word = undefined;
  const top = innermost(reader);
  if (!word || !top) return;
  if (reader.opening !== 'line' || columnAt(reader.text, word.start) > top.column) top.filled = true;
}

function scalar(reader: Reader, type: string, start: number, end: number): void {
  if (reader.blockNext) {
    reader.blockNext = false;
    fill(reader);
    reader.opaque = !leavesBlock(reader, start, end);
    reader.opening = 'line';
    return;
  }
  const quote = type === 'scalar' ? '' : type === 'single-quoted-scalar' ? "'" : '"';
  const lastLine = reader.text.lastIndexOf('\n', end - 1) + 1;
  if (quote !== '' || lastLine <= start) {
    reader.word = { start, end, quote };
    return;
  }
  // A key half typed above another is read as one scalar over both lines; the last line starts again.
  const from = lastLine + reader.text.slice(lastLine, end).search(/\S/);
  if (!innermost(reader)?.flow) {
    settle(reader);
    reader.opening = 'line';
  }
  reader.word = { start: from, end, quote };
}

/** Whether the text stops behind a block scalar: on a blank line that is indented less than the block. */
function leavesBlock(reader: Reader, start: number, end: number): boolean {
  const lines = reader.text.slice(start, end).split('\n');
  const last = lines.at(-1) ?? '';
  const first = lines.find((line) => line.trim() !== '');
  return lines.length > 1 && last.trim() === '' && first !== undefined && last.length < first.search(/\S/);
}

function fill(reader: Reader): void {
  const top = innermost(reader);
  if (top) top.filled = true;
}

function dash(reader: Reader, start: number): void {
  const column = columnAt(reader.text, start);
  reader.word = undefined;
  leaveDeeperThan(reader, column);
  const top = innermost(reader);
  if (top?.kind === 'sequence' && top.column === column) {
    top.index++;
    top.filled = false;
  } else {
    if (top) top.filled = true;
    reader.frames.push(frame('sequence', column, false));
  }
  reader.opening = 'dash';
}

function colon(reader: Reader, end: number): void {
  const { word } = reader;
  if (!word) return;
  if (reader.opening === 'colon' && !innermost(reader)?.flow) {
    // No key follows a key on its line: `device: cuda:` stops inside a value.
    reader.word = { ...word, end };
    return;
  }
  reader.word = undefined;
  const key = unquoted(reader.text.slice(word.start, word.end), word.quote);
  const flow = innermost(reader);
  if (flow?.flow) {
    if (flow.kind === 'mapping') openKey(flow, key);
    return;
  }
  const column = columnAt(reader.text, word.start);
  leaveDeeperThan(reader, column);
  if (innermost(reader)?.kind === 'sequence' && innermost(reader)?.column === column) reader.frames.pop();
  let top = innermost(reader);
  if (top?.kind !== 'mapping' || top.column !== column) {
    if (top) top.filled = true;
    top = frame('mapping', column, false);
    reader.frames.push(top);
  }
  openKey(top, key);
  reader.opening = 'colon';
}

function comma(reader: Reader): void {
  const top = innermost(reader);
  reader.word = undefined;
  if (top?.kind === 'mapping') top.key = undefined;
  else if (top) top.index++;
}

function leaveDeeperThan(reader: Reader, column: number): void {
  while ((innermost(reader)?.column ?? 0) > column) reader.frames.pop();
}

function frame(kind: Frame['kind'], column: number, flow: boolean): Frame {
  return { kind, column, flow, keys: [], key: undefined, index: 0, filled: false };
}

function openKey(mapping: Frame, key: string): void {
  mapping.key = key;
  mapping.keys.push(key);
  mapping.filled = false;
}

function unquoted(source: string, quote: string): string {
  if (quote === '') return source;
  return source.slice(1, source.length > 1 && source.endsWith(quote) ? -1 : undefined);
}
