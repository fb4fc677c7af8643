import type { ErrorCode } from 'yaml';
import type { ConfigNode, ScalarNode, SequenceNode } from './config-node';
import type { Span } from './finding';

/** An error that the YAML library reports. */
export interface LibraryError {
  readonly code: ErrorCode;
  readonly pos: readonly [number, number];
  readonly message: string;
}

export interface WordedError {
  readonly span: Span;
  readonly message: string;
}

/** Words a library error for people, at the place where a person would look for the mistake. */
export function wordError(error: LibraryError, text: string, root: ConfigNode | undefined): WordedError {
  const start = Math.min(error.pos[0], text.length);
  const span = { start, end: Math.min(Math.max(error.pos[1], start), text.length) };
  const marker = lineOf(text, start);
  if (/^(?:<{7}|={7}|>{7})(?:\s|$)/.test(text.slice(marker.start, marker.end))) {
    return { span: marker, message: 'This is a leftover merge conflict marker. Remove it.' };
  }
  return byCode(error, span, text, root) ?? { span, message: `${firstLine(error.message)}.` };
}

function byCode(
  error: LibraryError,
  span: Span,
  text: string,
  root: ConfigNode | undefined,
): WordedError | undefined {
  switch (error.code) {
    case 'MISSING_CHAR':
      return missingCharacter(error, span, text, root);
    case 'UNEXPECTED_TOKEN':
      return unexpected(error, span, text);
    case 'BAD_INDENT':
      return badIndent(error, span, text, root);
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return nestedKey(span, text);
    case 'BAD_SCALAR_START':
      return {
        span: valueFrom(text, span.start),
        message: `A value without quotes cannot begin with '${text.charAt(span.start)}'. Put it in quotes.`,
      };
    case 'BAD_DQ_ESCAPE':
      return {
        span: { start: span.start, end: Math.min(span.start + 2, text.length) },
        message: `In double quotes a backslash begins an escape, and '${text.slice(span.start, span.start + 2)}' is not a valid one. Double the backslash, or use single quotes.`,
      };
    case 'KEY_OVER_1024_CHARS':
      return { span, message: 'A key cannot have more than 1024 characters before its colon.' };
    default:
      return undefined;
  }
}

function missingCharacter(
  error: LibraryError,
  span: Span,
  text: string,
  root: ConfigNode | undefined,
): WordedError | undefined {
  const quote = /Missing closing (["'])/.exec(error.message)?.[1];
  if (quote !== undefined) {
    const open = scalars(root).find(
      (node) => node.source.startsWith(quote) && node.span.start <= span.start && span.start <= node.span.end,
    );
    const from = open?.span.start ?? text.lastIndexOf(quote, Math.max(0, span.start - 1));
    if (from < 0) return { span, message: `A closing ${quote} is missing.` };
    return {
      span: { start: from, end: trimmedEnd(text, from, lineOf(text, from).end) },
      message: `The quote that opens here is not closed. Write a ${quote} where the value ends.`,
    };
  }
  if (/need to be followed by map values/.test(error.message)) {
    return {
      span: valueFrom(text, lineOf(text, span.start).start + indentOf(text, span.start)),
      message: "This line is not 'key: value' and not '- item'. A colon or a dash is missing.",
    };
  }
  if (/missing , between/i.test(error.message)) return { span, message: 'A comma is missing before this.' };
  return undefined;
}

function unexpected(error: LibraryError, span: Span, text: string): WordedError | undefined {
  const rest = valueFrom(text, span.start);
  if (/at node end/.test(error.message)) {
    return {
      span: rest,
      message: 'The value ends before this text. Put the whole value in quotes.',
    };
  }
  if (/same line with key/.test(error.message)) {
    return {
      span,
      message: "A list cannot begin on its key's line. Write the '- ' on the next line, indented.",
    };
  }
  if (/Block scalar header|Not a YAML token/.test(error.message)) {
    return {
      span: rest,
      message: "Only a comment may follow '|' or '>'. Begin the text on the next line.",
    };
  }
  const bracket = /token in YAML stream: "([\]}])"/.exec(error.message)?.[1];
  if (bracket !== undefined) return { span, message: `Unmatched '${bracket}'.` };
  if (/Unexpected ,|unexpected comma/i.test(error.message)) {
    return { span, message: 'There is no value before this comma.' };
  }
  return undefined;
}

function badIndent(
  error: LibraryError,
  span: Span,
  text: string,
  root: ConfigNode | undefined,
): WordedError | undefined {
  const bracket = /end with a ([\]}])/.exec(error.message)?.[1];
  if (bracket !== undefined) {
    const opening = bracket === ']' ? '[' : '{';
    const from = openingBefore(root, text, opening, span.start);
    if (from === undefined) return { span, message: `A '${bracket}' is missing before this.` };
    return {
      span: { start: from, end: trimmedEnd(text, from, lineOf(text, from).end) },
      message: `The '${opening}' that opens here is not closed with '${bracket}' before the next key.`,
    };
  }
  const line = lineOf(text, span.start);
  return {
    span: valueFrom(text, line.start + indentOf(text, span.start)),
    message:
      'The indentation of this line does not match any line above it. The keys of a section must begin in the same column.',
  };
}

/** A key inside a value: on its line (`a: b: c`), or below it and indented deeper. */
function nestedKey(span: Span, text: string): WordedError {
  const line = lineOf(text, span.start);
  const sameLine = /:(?:\s|$)/.test(text.slice(span.start, line.end));
  if (text.slice(span.start, span.start + 2).trim() === '-') {
    return {
      span: valueFrom(text, span.start),
      message:
        'A list item is not allowed here, because the line above belongs to a key or already has a value.',
    };
  }
  if (sameLine) {
    return {
      span: valueFrom(text, span.start),
      message: 'A value without quotes cannot contain a colon followed by a space. Put the value in quotes.',
    };
  }
  const value = /:\s+\S/.test(text.slice(line.start, span.start + 1));
  if (value) {
    const next = lineOf(text, Math.min(line.end + 1, text.length));
    return {
      span: { start: next.start + indentOf(text, next.start), end: trimmedEnd(text, next.start, next.end) },
      message: 'This line is indented deeper than the key above it, which already has a value.',
    };
  }
  return {
    span: valueFrom(text, span.start),
    message: "This line is not 'key: value' and not '- item'. A colon or a dash is missing.",
  };
}

/** The innermost bracket of a kind that is open at an offset. */
function openingBefore(
  root: ConfigNode | undefined,
  text: string,
  opening: string,
  offset: number,
): number | undefined {
  const starts = flowStarts(root).filter((start) => start < offset && text.charAt(start) === opening);
  return starts.length > 0 ? Math.max(...starts) : undefined;
}

function flowStarts(root: ConfigNode | undefined): number[] {
  return everyNode(root).flatMap((node) => (node.kind !== 'scalar' && node.flow ? [node.span.start] : []));
}

function scalars(root: ConfigNode | undefined): ScalarNode[] {
  return everyNode(root).flatMap((node) => (node.kind === 'scalar' ? [node] : []));
}

function everyNode(root: ConfigNode | undefined): ConfigNode[] {
  const found = new Set<ConfigNode>();
  const open: (ConfigNode | undefined)[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (node.kind === 'mapping') open.push(...node.entries.flatMap(({ key, value }) => [key, value]));
    else if (node.kind === 'sequence') open.push(...(node satisfies SequenceNode).items);
  }
  return [...found];
}

/** From an offset to the end of its line, without a comment. */
function valueFrom(text: string, start: number): Span {
  const { end } = lineOf(text, start);
  const comment = /\s#/.exec(text.slice(start, end));
  return { start, end: trimmedEnd(text, start, comment ? start + comment.index : end) };
}

function lineOf(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  return { start, end: next < 0 ? text.length : next };
}

function indentOf(text: string, offset: number): number {
  const { start, end } = lineOf(text, offset);
  return /^\s*/.exec(text.slice(start, end))?.[0].length ?? 0;
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '');
}
