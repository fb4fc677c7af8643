import { Composer, CST, type Document, Lexer, Parser } from 'yaml';
import type { Comment } from './document-parts';
import type { Span } from './finding';
import { joinUnindented } from './join-unindented';

/** A text as the YAML library reads it, with what PyYAML minds besides. */
export interface Composed {
  readonly documents: Document[];
  readonly comments: Comment[];
  /** Tabs where PyYAML allows none: everywhere but in quotes, in blocks of text and in comments. */
  readonly tabs: Span[];
  /** A line that begins with `%` and no `---` behind it. */
  readonly directive: Span | undefined;
}

/** The same, and whether lines had to be joined. */
export interface JoinedComposed extends Composed {
  readonly isJoined: boolean;
}

/**
 * Reads a text with the YAML library. PyYAML lets the lines of a quoted text or between brackets begin in any column, YAML
 * 1.2 only deeper than the key; where that alone is what the library stumbles over, the lines are joined first.
 */
export function composeYaml(text: string): JoinedComposed {
  const first = { ...compose(text, text), isJoined: false };
  let current: JoinedComposed = first;
  let joined = text;
  const comments: Span[] = [];
  for (let attempt = 0; attempt < mostUnindented; attempt++) {
    const error = current.documents
      .flatMap((document) => document.errors)
      .find((one) => !isAllowedByPyYaml(one));
    if (!error) {
      const hidden = comments.map(({ start, end }) => commentAt(text, start, text.slice(start, end)));
      const all = [...current.comments, ...hidden].sort((a, b) => a.span.start - b.span.start);
      return { ...current, comments: all };
    }
    const next = joinUnindented(joined, error, current.documents);
    if (!next) return first;
    joined = next.text;
    comments.push(...next.comments);
    current = { ...compose(joined, text), isJoined: true };
  }
  return first;
}

/** More than anyone leaves unindented in one file. */
const mostUnindented = 20;

/** PyYAML takes a comment right behind a closing quote or bracket. */
export function isAllowedByPyYaml(error: { readonly message: string }): boolean {
  return /^Comments must be separated/.test(error.message);
}

/** Reads a text once. `joined` is the text with some line breaks as spaces; `text` as it is written. */
export function compose(joined: string, text: string): Composed {
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
  const tabs: Span[] = [];
  let directive: Span | undefined;
  let offset = 0;
  let inScalar = false;
  let inBlock = false;
  const take = (tokens: Iterable<CST.Token>) => {
    for (const token of tokens) for (const document of composer.next(token)) documents.push(document);
  };
  for (const lexeme of new Lexer().lex(withPlainLineBreaks(joined))) {
    const kind = inScalar ? undefined : CST.tokenType(lexeme);
    if (kind === 'comment') comments.push(commentAt(text, offset, lexeme));
    if (kind === 'space' || kind === 'newline' || (inScalar && !inBlock)) {
      const tab = /\t+/.exec(lexeme);
      if (tab) tabs.push({ start: offset + tab.index, end: offset + tab.index + tab[0].length });
    }
    if (kind === 'directive-line') directive ??= { start: offset, end: offset + lexeme.length };
    if (kind === 'doc-start' && isDirective(text, directive)) directive = undefined;
    if (kind === 'block-scalar-header') inBlock = true;
    else if (inScalar) inBlock = false;
    inScalar = lexeme === CST.SCALAR;
    if (!isControl(lexeme)) offset += lexeme.length;
    take(parser.next(lexeme));
  }
  take(parser.end());
  for (const document of composer.end(false, text.length)) documents.push(document);
  return { documents, comments, tabs, directive };
}

/** YAML 1.1 has three line breaks that YAML 1.2 takes for text, and Python takes a lone carriage return for one too. */
function withPlainLineBreaks(text: string): string {
  return text.replace(/[\u0085\u2028\u2029]|\r(?!\n)/g, '\n');
}

function isDirective(text: string, span: Span | undefined): boolean {
  return span !== undefined && /^%[\w-]+(?:\s|$)/.test(text.slice(span.start, span.end));
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
