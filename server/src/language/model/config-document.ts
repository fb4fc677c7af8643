import { Composer, CST, type Document, Lexer, Parser } from 'yaml';
import { buildTree } from './build-tree';
import type { ConfigNode } from './config-node';
import type { Span } from './finding';

export type ConfigFormat = 'yaml' | 'json';

export interface Comment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  readonly text: string;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** One version of a config's text, parsed once and shared by every feature. Parsing never throws. */
export interface ConfigDocument {
  readonly text: string;
  readonly format: ConfigFormat;
  /** Undefined for an empty text. Of a broken text, the part that could be read. */
  readonly root: ConfigNode | undefined;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** Offset at which each line starts. */
  readonly lineStarts: readonly number[];
}

/** Parses a config's text, YAML as PyYAML reads it or JSON as `json.loads` does. Bad input becomes `problems`. */
export function parseConfigDocument(text: string, format: ConfigFormat): ConfigDocument {
  const lineStarts = startsOfLines(text);
  const { documents, comments } = compose(text);
  const first = documents.find((document) => document.contents !== null) ?? documents[0];
  const tree = first ? buildTree(first, text, format) : { root: undefined, problems: [] };
  const problems = documents.flatMap((document) => document.errors.map((error) => problemOf(error, text)));
  problems.push(...tree.problems, ...extraDocuments(documents, first, text));
  if (format === 'json') problems.push(...comments.map((comment) => commentInJson(comment.span)));
  problems.sort((a, b) => a.span.start - b.span.start);
  return { text, format, root: tree.root, comments, problems, lineStarts };
}

/** The zero-based line that holds an offset. */
export function lineAt(document: Pick<ConfigDocument, 'lineStarts'>, offset: number): number {
  let low = 0;
  let high = document.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((document.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A line's span without its line break. */
export function lineSpan(document: ConfigDocument, line: number): Span {
  const start = document.lineStarts[line] ?? document.text.length;
  const next = document.lineStarts[line + 1] ?? document.text.length;
  let end = next;
  while (end > start && /[\r\n]/.test(document.text.charAt(end - 1))) end--;
  return { start, end };
}

function compose(text: string): { documents: Document[]; comments: Comment[] } {
  const parser = new Parser();
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
    strict: true,
  });
  const documents: Document[] = [];
  const comments: Comment[] = [];
  let offset = 0;
  let inScalar = false;
  const take = (tokens: Iterable<CST.Token>) => {
    for (const token of tokens) for (const document of composer.next(token)) documents.push(document);
  };
  for (const lexeme of new Lexer().lex(text)) {
    if (!inScalar && lexeme.startsWith('#')) comments.push(commentAt(text, offset, lexeme));
    inScalar = lexeme === CST.SCALAR;
    if (!isControl(lexeme)) offset += lexeme.length;
    take(parser.next(lexeme));
  }
  take(parser.end());
  for (const document of composer.end(false, text.length)) documents.push(document);
  return { documents, comments };
}

/** The lexer marks documents, flow errors and scalars by control characters that are not in the text. */
function isControl(lexeme: string): boolean {
  return lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END || lexeme === CST.SCALAR;
}

function commentAt(text: string, offset: number, lexeme: string): Comment {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return {
    span: { start: offset, end: offset + lexeme.length },
    text: lexeme,
    ownLine: text.slice(lineStart, offset).trim() === '',
  };
}

function problemOf(error: { pos: [number, number]; message: string }, text: string): SyntaxProblem {
  const start = Math.min(error.pos[0], text.length);
  const end = Math.min(Math.max(error.pos[1], start), text.length);
  return { span: visible({ start, end }, text), message: error.message };
}

/** An empty span, or one that runs over a line's end, is narrowed or widened to something that can be underlined. */
function visible(span: Span, text: string): Span {
  const lineEnd = text.indexOf('\n', span.start);
  const end = lineEnd >= 0 && lineEnd < span.end ? Math.max(lineEnd, span.start) : span.end;
  if (end > span.start) return { start: span.start, end };
  if (span.start < text.length && text.charAt(span.start) !== '\n')
    return { start: span.start, end: span.start + 1 };
  return {
    start: Math.max(0, text.charAt(span.start - 1) === '\n' ? span.start : span.start - 1),
    end: span.start,
  };
}

function extraDocuments(
  documents: readonly Document[],
  first: Document | undefined,
  text: string,
): SyntaxProblem[] {
  const second = documents.find((document) => document !== first && document.contents !== null);
  if (!second?.range) return [];
  const start = Math.min(second.range[0], Math.max(0, text.length - 1));
  return [
    {
      span: visible({ start, end: start }, text),
      message: 'A second document starts here; ai-toolkit reads a single one and stops with an error.',
    },
  ];
}

function commentInJson(span: Span): SyntaxProblem {
  return {
    span,
    message: 'ai-toolkit reads JSON without comments, also in a .jsonc file; this one makes it stop.',
  };
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
