import type { Document } from 'yaml';
import { buildTree } from './build-tree';
import { type Composed, composeYaml, isAllowedByPyYaml } from './compose-yaml';
import type { ConfigNode } from './config-node';
import type { Comment, ConfigFormat, SyntaxProblem } from './document-parts';
import type { Span } from './finding';
import { checkJson } from './json-syntax';
import { type LibraryError, wordError } from './syntax-messages';
import { textFault } from './text-faults';
import { tooDeepProblem } from './tree-builder';

export type { Comment, ConfigFormat, SyntaxProblem } from './document-parts';

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
  /** Each block of lines means the same when it is read alone: nothing is wrong, shared by an anchor, or joined. */
  readonly isSeparable: boolean;
}

/** Parses a config's text, YAML as PyYAML reads it or JSON as `json.loads` does. Bad input becomes `problems`. */
export function parseConfigDocument(text: string, format: ConfigFormat): ConfigDocument {
  try {
    return text.length > largestText ? parseStart(text, format) : parseWhole(text, format);
  } catch (error) {
    // The stack is full: the text is nested far deeper than Python follows.
    if (!(error instanceof RangeError)) throw error;
    return unreadDocument(text, format, undefined, tooDeepProblem(format, 0));
  }
}

/**
 * Characters beyond which a text is not judged, so that the editor stays quick. The longest config is a few hundred
 * thousand characters long.
 */
const largestText = 4_000_000;
/** Characters that tell what kind of file it is. */
const startOfText = 64_000;

/** The beginning of a large text, as far as whole lines go, and that nothing is said about the rest. */
function parseStart(text: string, format: ConfigFormat): ConfigDocument {
  const start = text.slice(0, text.lastIndexOf('\n', startOfText) + 1);
  const { root } = parseWhole(start, format);
  return unreadDocument(text, format, root, {
    span: { start: 0, end: 0 },
    message: `This file has more than ${largestText / 1_000_000} million characters, so it is not checked.`,
    fatal: true,
    isUnread: true,
  });
}

function unreadDocument(
  text: string,
  format: ConfigFormat,
  root: ConfigNode | undefined,
  problem: SyntaxProblem,
): ConfigDocument {
  const lineStarts = startsOfLines(text);
  return { text, format, root, comments: [], problems: [problem], lineStarts, isSeparable: false };
}

function parseWhole(text: string, format: ConfigFormat): ConfigDocument {
  const lineStarts = startsOfLines(text);
  const json = format === 'json' ? checkJson(text) : undefined;
  const composed = composeYaml(json ? withoutComments(text, json.comments) : text);
  const { documents } = composed;
  const first = documents.find((document) => document.contents !== null) ?? documents[0];
  const built = first ? buildTree(first, text, format) : { root: undefined, problems: [], isShared: false };
  const { root, problems: inTree } = built;
  const found: readonly SyntaxProblem[] = json
    ? [
        ...inTree.filter((problem) => problem.fatal),
        ...(json.error ? [json.error] : []),
        ...json.comments.map((span) => ({ span, message: jsonComment })),
      ]
    : [...yamlProblems(composed, text, root), ...inTree];
  const fatal = textFault(text, format, root) ?? found.find((problem) => problem.fatal);
  const problems = fatal ? [fatal] : visibleProblems(found, text, lineStarts);
  const isSeparable =
    !json &&
    problems.length === 0 &&
    !built.isShared &&
    !composed.isJoined &&
    documents.length === 1 &&
    first?.errors.length === 0;
  return { text, format, root, comments: composed.comments, problems, lineStarts, isSeparable };
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

/** What follows a broken bracket, quote or indentation is misread, so the library's later errors say nothing. */
function firstErrors(errors: readonly LibraryError[]): LibraryError[] {
  const inOrder = errors.filter((error) => !isAllowedByPyYaml(error)).sort((a, b) => a.pos[0] - b.pos[0]);
  const harmless = new Set(['BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'TAB_AS_INDENT']);
  const breaking = inOrder.findIndex((error) => !harmless.has(error.code));
  return (breaking < 0 ? inOrder : inOrder.slice(0, breaking + 1)).filter(
    (error) => error.code !== 'TAB_AS_INDENT',
  );
}

function visibleProblems(
  found: readonly SyntaxProblem[],
  text: string,
  lineStarts: readonly number[],
): SyntaxProblem[] {
  return onePerLine(
    found.map((problem) => ({ ...problem, span: visible(problem.span, text) })),
    lineStarts,
  );
}

function onePerLine(problems: readonly SyntaxProblem[], lineStarts: readonly number[]): SyntaxProblem[] {
  const lines = new Map<number, SyntaxProblem>();
  for (const problem of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    const line = lineAt({ lineStarts }, problem.span.start);
    if (!lines.has(line)) lines.set(line, problem);
  }
  return [...lines.values()];
}

const directiveMessage =
  "A line that begins with '%' is a YAML directive, which is an error here. Put the text in quotes or remove the line.";
const tabMessage = 'YAML requires spaces, not tabs: ai-toolkit stops here. Replace the tab with spaces.';

/** PyYAML reads YAML 1.x. */
function foreignVersion(text: string): SyntaxProblem[] {
  if (!text.startsWith('%') && !text.startsWith('#')) return [];
  const found = /^(?:[%#][^\n]*\n)*?(%YAML[ \t]+(?!1\.)\d+\.\d+)/.exec(text);
  const version = found?.[1];
  if (!found || version === undefined) return [];
  const end = found[0].length;
  return [
    { span: { start: end - version.length, end }, message: 'ai-toolkit reads YAML 1.1 and stops here.' },
  ];
}

/** PyYAML refuses the whole text for one of these, wherever it stands. */
function unprintable(text: string): SyntaxProblem[] {
  const found = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (!found) return [];
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return [
    {
      span: { start: found.index, end: found.index + found[0].length },
      message: `The invisible character U+${code} is not allowed anywhere in YAML. Remove it.`,
    },
  ];
}

function yamlProblems(composed: Composed, text: string, root: ConfigNode | undefined): SyntaxProblem[] {
  const { documents, tabs, directive } = composed;
  return [
    ...firstErrors(documents.flatMap((document) => document.errors)).map((error) =>
      wordError(error, text, root),
    ),
    ...tabs.map((span) => ({ span, message: tabMessage })),
    ...(directive ? [{ span: directive, message: directiveMessage }] : []),
    ...foreignVersion(text),
    ...unprintable(text),
    ...extraDocuments(documents),
  ];
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

function extraDocuments(documents: readonly Document[]): SyntaxProblem[] {
  const start = documents[1]?.range?.[0];
  if (start === undefined) return [];
  return [
    {
      span: { start, end: start },
      message: 'A second document starts here. ai-toolkit reads only one and stops with an error.',
    },
  ];
}

const jsonComment =
  'ai-toolkit does not accept comments in JSON, even in a .jsonc file, and stops here. Remove the comment.';

/** Comments become spaces, so that the tree can still be read. */
function withoutComments(text: string, comments: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of comments) {
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}

/** Offset at which each line of `text` from `from` on starts; `from` itself is one. */
export function startsOfLines(text: string, from = 0, to = text.length): number[] {
  const starts = [from];
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x0a && code !== 0x0d) continue;
    if (code === 0x0d && text.charCodeAt(at + 1) === 0x0a) at++;
    starts.push(at + 1);
  }
  return starts;
}
