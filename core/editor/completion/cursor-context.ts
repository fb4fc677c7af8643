import type { ConfigPath } from '../../syntax/config-path';
import { columnAt, type Frame, type OpenText, pathInto, readOpenText } from '../../syntax/cursor-frames';
import type { Span, TextEdit } from '../../syntax/finding';

/** What can be typed at a cursor, found from the text before it, whatever its state. */
export interface CursorContext {
  /**
   * `key`: a key of a mapping that is there. `item`: a further item of a block list, its dash included. `value`: a value,
   * or the first key or dash of one that is still to be written.
   */
  readonly place: 'key' | 'item' | 'value';
  /** Of the mapping, of the list, or of the value itself. */
  readonly path: ConfigPath;
  /** What stands before the value: its key's colon, its dash, the start of a line of its own, or a bracket or comma. */
  readonly opening: 'colon' | 'dash' | 'line' | 'flow';
  /** The word at the cursor up to the cursor, without its quote. */
  readonly typed: string;
  /** The whole word, quotes included. An accepted completion replaces it. */
  readonly word: Span;
  readonly quote: '' | '"' | "'";
  /** The closing quote is there. */
  readonly closed: boolean;
  /** A colon already follows the word. */
  readonly colonFollows: boolean;
  /** Column of the lines of the mapping or list here. */
  readonly column: number;
  /** The dash or colon before the cursor still needs its blank. */
  readonly tight: boolean;
  /** Brings the line to the column that its mapping or list has. */
  readonly reindent: TextEdit | undefined;
  /** Keys that stand before the cursor in the same mapping. */
  readonly keys: readonly string[];
  /** A list that ends here at the same column as the mapping: `process:` with its dashes right below the `p`. */
  readonly listPath: ConfigPath | undefined;
}

/** The context of a cursor; undefined in comments and block scalars. */
export function cursorContext(text: string, offset: number): CursorContext | undefined {
  const open = readOpenText(text.slice(0, offset));
  if (open.opaque) return undefined;
  const place = placeOf(text, offset, open);
  return { ...place, ...wordAt(text, offset, open, place) };
}

/**
 * The text without the half-typed key at the cursor: what the parser reads best. Texts with a whole key or a value at the
 * cursor stay as they are.
 */
export function withoutHalfKey(text: string, context: CursorContext): string {
  if (context.colonFollows || context.opening === 'colon') return text;
  return text.slice(0, context.word.start) + text.slice(context.word.end);
}

type Place = Pick<
  CursorContext,
  'place' | 'path' | 'opening' | 'column' | 'tight' | 'reindent' | 'keys' | 'listPath'
>;

const nothing = { reindent: undefined, keys: [], listPath: undefined } as const;

function placeOf(text: string, offset: number, open: OpenText): Place {
  const { frames, opening } = open;
  const top = frames.at(-1);
  const before = text.charAt(offset - 1);
  const tight = open.word === undefined && (before === ':' || before === '-');
  if (top?.flow) {
    const common = { ...nothing, opening: 'flow', column: top.column, tight } as const;
    if (top.kind === 'mapping' && top.key === undefined) {
      return { ...common, place: 'key', path: pathInto(frames), keys: top.keys };
    }
    return { ...common, place: 'value', path: pathInto(frames) };
  }
  const column = columnAt(text, open.word?.start ?? offset);
  if (opening === 'colon' && top) {
    return { ...nothing, place: 'value', path: pathInto(frames), opening, column: top.column + 2, tight };
  }
  if (opening === 'dash') {
    return {
      ...nothing,
      place: 'value',
      path: pathInto(frames),
      opening,
      column: column + (tight ? 1 : 0),
      tight,
    };
  }
  return placeOnLine(text, offset, frames, column);
}

/** The column decides which of the open mappings and lists a line belongs to. */
function placeOnLine(text: string, offset: number, frames: readonly Frame[], column: number): Place {
  const depth = frames.findLastIndex((frame) => frame.column <= column);
  const outer = frames[depth];
  const inner = frames[depth + 1];
  if (outer?.column === column) return inFrame(frames, depth, undefined);
  const moveTo = (to: number): TextEdit | undefined => {
    const start = offset - columnAt(text, offset);
    const blanks = /^[ \t]*/.exec(text.slice(start, offset))?.[0].length ?? 0;
    return to === blanks
      ? undefined
      : { span: { start, end: start + blanks }, newText: ' '.repeat(Math.max(0, to)) };
  };
  // Between two columns the inner one is meant: an editor's tab size may be another than the file's.
  if (inner) return inFrame(frames, depth + 1, moveTo(inner.column));
  if (outer?.filled) return inFrame(frames, depth, moveTo(outer.column));
  const path = pathInto(frames);
  const next = startsKey(text, offset) ? undefined : nextLine(text, offset, outer);
  if (!next) return { ...nothing, place: 'value', path, opening: 'line', column, tight: false };
  return {
    ...nothing,
    place: next.dash ? 'item' : 'key',
    path,
    opening: 'line',
    column: next.column,
    tight: false,
    reindent: moveTo(next.column),
  };
}

function inFrame(frames: readonly Frame[], index: number, reindent: TextEdit | undefined): Place {
  const found = frames[index];
  const parent = frames[index - 1];
  const path = pathInto(frames.slice(0, index));
  const column = found?.column ?? 0;
  const common = { ...nothing, opening: 'line', column, tight: false, reindent } as const;
  if (found?.kind !== 'sequence') return { ...common, place: 'key', path, keys: found?.keys ?? [] };
  if (parent?.kind !== 'mapping' || parent.column !== column) return { ...common, place: 'item', path };
  return {
    ...common,
    place: 'key',
    path: pathInto(frames.slice(0, index - 1)),
    keys: parent.keys,
    listPath: path,
  };
}

/** The line is a key already, so that what follows belongs to that key. */
function startsKey(text: string, offset: number): boolean {
  return /^[\w.-]*["']?:(?:\s|$)/.test(text.slice(offset, offset + 80));
}

/** The first line behind the cursor's that lies inside the open key or item. */
function nextLine(
  text: string,
  offset: number,
  outer: Frame | undefined,
): { column: number; dash: boolean } | undefined {
  const after = text.indexOf('\n', offset);
  if (after < 0) return undefined;
  const line = text
    .slice(after + 1)
    .split('\n')
    .find((candidate) => /^\s*[^\s#]/.test(candidate));
  if (line === undefined) return undefined;
  const column = line.search(/\S/);
  const dash = /^\s*-(\s|$)/.test(line);
  const inside =
    column > (outer?.column ?? -1) || (dash && outer?.kind === 'mapping' && column === outer.column);
  return inside && !/^\s*[\]}]/.test(line) ? { column, dash } : undefined;
}

function wordAt(
  text: string,
  offset: number,
  open: OpenText,
  place: Place,
): Pick<CursorContext, 'typed' | 'word' | 'quote' | 'closed' | 'colonFollows'> {
  const quote = open.word?.quote ?? '';
  const start = open.word?.start ?? offset;
  const ended = quote !== '' && open.word !== undefined && isEnded(text, open.word.start, offset, quote);
  const typed = text.slice(start + quote.length, ended ? Math.max(start + 1, offset - 1) : offset);
  const rest = ended ? '' : restOfWord(text, offset, quote, place);
  const end = offset + rest.length;
  return {
    typed,
    word: { start, end },
    quote,
    closed: ended || (quote !== '' && rest.endsWith(quote)),
    colonFollows: /^[ \t]*:(?:[ \t\r\n]|$)/.test(text.slice(end, end + 80)) && place.opening !== 'colon',
  };
}

/** The cursor stands right behind the closing quote. */
function isEnded(text: string, start: number, offset: number, quote: string): boolean {
  return offset - start > 1 && text.charAt(offset - 1) === quote && text.charAt(offset - 2) !== '\\';
}

function restOfWord(text: string, offset: number, quote: string, place: Place): string {
  const lineEnd = text.slice(offset).search(/\r?\n|$/);
  const line = text.slice(offset, offset + lineEnd);
  if (quote === '"') return /^(?:[^"\\]|\\.)*"/.exec(line)?.[0] ?? plainRest(line, true);
  if (quote === "'") return /^(?:[^']|'')*'/.exec(line)?.[0] ?? plainRest(line, true);
  if (place.place === 'value' && place.opening !== 'line' && !/^[\w.-]*:(?:\s|$)/.test(line)) {
    if (/(?:^|\s)$/.test(text.slice(0, offset)) && line.startsWith('#')) return '';
    return plainRest(line, place.opening === 'flow');
  }
  return /^[\w.-]*/.exec(line)?.[0] ?? '';
}

function plainRest(line: string, flow: boolean): string {
  const stop = line.search(flow ? /\s#|[,[\]{}]/ : /\s#/);
  return (stop < 0 ? line : line.slice(0, stop)).trimEnd();
}
