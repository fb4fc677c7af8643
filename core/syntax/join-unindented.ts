import { type Document, isMap, isSeq, visit } from 'yaml';
import type { Span } from './finding';
import type { LibraryError } from './syntax-messages';

/** A text with the lines of one quoted text, or between one pair of brackets, joined by spaces: every offset stays. */
export interface JoinedText {
  readonly text: string;
  /** Comments that stood in those lines and are spaces now. */
  readonly comments: readonly Span[];
}

/** Joins the lines that the library's error is about; undefined where the error is another, or nothing closes them. */
export function joinUnindented(
  text: string,
  error: LibraryError,
  documents: readonly Document[],
): JoinedText | undefined {
  const quote = /Missing closing (["'])/.exec(error.message)?.[1];
  if (quote !== undefined) return joinQuoted(text, quote, error.pos[0]);
  if (!/sufficiently indented and end with/.test(error.message)) return undefined;
  const start = openBracket(documents, error.pos[0]);
  return start === undefined ? undefined : joinBracketed(text, start);
}

function joinQuoted(text: string, quote: string, gaveUpAt: number): JoinedText | undefined {
  const pattern = quote === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : /'(?:[^']|'')*'/y;
  for (const start of openingQuotes(text, quote, gaveUpAt)) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || marksDocument(found)) return undefined;
    // A key in quotes stands before the text that goes on.
    if (!/[\r\n\u0085\u2028\u2029]/.test(found)) continue;
    return { text: joined(text, { start, end: start + found.length }), comments: [] };
  }
  return undefined;
}

/** The quotes that begin a text on the line where the library gave up, or the last one above. */
function openingQuotes(text: string, quote: string, gaveUpAt: number): number[] {
  const line = text.lastIndexOf('\n', gaveUpAt - 1) + 1;
  const starts = [...text.slice(line, gaveUpAt).matchAll(new RegExp(`(?:^|[\\s\\[{,:-])${quote}`, 'g'))].map(
    (match) => line + match.index + match[0].length - 1,
  );
  const above = text.lastIndexOf(quote, gaveUpAt - 1);
  return starts.length > 0 || above < 0 ? starts : [above];
}

/** The outermost bracket that is open where the library gave up. */
function openBracket(documents: readonly Document[], gaveUpAt: number): number | undefined {
  let start: number | undefined;
  for (const document of documents) {
    visit(document, (_, node) => {
      if (start !== undefined || !(isMap(node) || isSeq(node)) || !node.flow || !node.range) return undefined;
      if (node.range[0] < gaveUpAt && gaveUpAt <= node.range[1]) start = node.range[0];
      return undefined;
    });
  }
  return start;
}

const part = /[[\]{}]|(?<=[\s[{,:])(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')|(?<=\s)#[^\n]*/g;

function joinBracketed(text: string, start: number): JoinedText | undefined {
  const comments: Span[] = [];
  let depth = 0;
  part.lastIndex = start;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [found] = match;
    const end = match.index + found.length;
    if (found.startsWith('#'))
      comments.push({ start: match.index, end: match.index + found.trimEnd().length });
    else if (found === '[' || found === '{') depth++;
    else if (found === ']' || found === '}') depth--;
    if (depth > 0) continue;
    if (marksDocument(text.slice(start, end))) return undefined;
    const bare = comments.reduce(
      (current, span) =>
        current.slice(0, span.start) + ' '.repeat(span.end - span.start) + current.slice(span.end),
      text,
    );
    return { text: joined(bare, { start, end }), comments };
  }
  return undefined;
}

function marksDocument(lines: string): boolean {
  return /\n(?:---|\.\.\.)\s/.test(lines);
}

function joined(text: string, { start, end }: Span): string {
  return (
    text.slice(0, start) + text.slice(start, end).replace(/[\r\n\u0085\u2028\u2029]/g, ' ') + text.slice(end)
  );
}
