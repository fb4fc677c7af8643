import type { Span } from './finding';
import type { WordedError } from './syntax-messages';

export interface JsonProblems {
  /** The first error at which Python's `json.loads` stops, apart from comments. */
  readonly error: WordedError | undefined;
  /** Comments of any kind; `json.loads` rejects them all. */
  readonly comments: readonly Span[];
}

/** What is wrong with a text as JSON. Unlike `JSON.parse`, Python accepts NaN and Infinity. */
export function checkJson(text: string): JsonProblems {
  const comments = [...text.matchAll(pattern)]
    .filter(([source]) => isComment(source))
    .map((match) => ({ start: match.index, end: match.index + match[0].trimEnd().length }));
  return { error: findError(text), comments };
}

function findError(text: string): WordedError | undefined {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = () => tokens[at];
  const fail = (message: string): WordedError => {
    const token = peek();
    const end = text.trimEnd().length;
    return token
      ? { span: { start: token.start, end: token.end }, message }
      : { span: { start: Math.max(0, end - 1), end }, message };
  };

  function list(close: string, item: () => WordedError | undefined): WordedError | undefined {
    at++;
    if (peek()?.text === close) {
      at++;
      return undefined;
    }
    for (;;) {
      const error = item();
      if (error) return error;
      const next = peek()?.text;
      at++;
      if (next === close) return undefined;
      if (next !== ',') {
        at--;
        return fail(`A comma or '${close}' is missing before this.`);
      }
      if (peek()?.text === close) {
        at--;
        return fail(`JSON does not allow a comma before '${close}'. Remove it.`);
      }
    }
  }

  function pair(): WordedError | undefined {
    const key = peek();
    if (key?.kind !== 'string') return fail('A key in double quotes is missing here.');
    if (key.problem) return key.problem;
    at++;
    if (peek()?.text !== ':') return fail('A colon is missing after the key.');
    at++;
    return value();
  }

  function value(): WordedError | undefined {
    const token = peek();
    if (!token) return fail('A value is missing at the end.');
    if (token.text === '{') return list('}', pair);
    if (token.text === '[') return list(']', value);
    if (token.problem) return token.problem;
    if (token.kind === 'mark') return fail('A value is missing before this.');
    at++;
    return undefined;
  }

  const error = value();
  if (error) return error;
  return peek() ? fail('JSON contains a single value, which ends before this text.') : undefined;
}

interface Token {
  readonly kind: 'mark' | 'string' | 'word';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly problem?: WordedError | undefined;
}

const pattern =
  /[ \t\r\n]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[{}[\]:,]|"(?:[^"\\\n]|\\[^\n])*"?|[^\s{}[\]:,"]+|[\s\S]/g;
const word = /^(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [source] = match;
    if (/^[ \t\r\n]/.test(source) || isComment(source)) continue;
    const span = { start: match.index, end: match.index + source.length };
    if (/^[{}[\]:,]$/.test(source)) tokens.push({ kind: 'mark', text: source, ...span });
    else if (source.startsWith('"')) {
      tokens.push({ kind: 'string', text: source, ...span, problem: stringProblem(source, span.start) });
    } else {
      const message = source.startsWith("'")
        ? 'JSON accepts only double quotes.'
        : `'${source}' is not a JSON value. Put text in double quotes.`;
      const problem = word.test(source) ? undefined : { span, message };
      tokens.push({ kind: 'word', text: source, ...span, problem });
    }
  }
  return tokens;
}

function isComment(source: string): boolean {
  return /^(?:#|\/\/|\/\*)/.test(source);
}

function stringProblem(source: string, start: number): WordedError | undefined {
  const span = { start, end: start + source.length };
  if (source.length < 2 || !/(?:^|[^\\])(?:\\\\)*"$/.test(source.slice(1))) {
    return { span, message: 'The quote that opens here is not closed. Write a " where the value ends.' };
  }
  for (const match of source.matchAll(/\\(?:u[0-9a-fA-F]{4}|[\s\S])|[^ -\uffff]/g)) {
    const [found] = match;
    const at = start + match.index;
    if (/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/.test(found)) continue;
    const message = found.startsWith('\\')
      ? `In double quotes a backslash begins an escape, and '${found}' is not a valid one. Double the backslash.`
      : 'JSON text cannot contain a tab or another control character. Write an escape such as \\t.';
    return { span: { start: at, end: at + found.length }, message };
  }
  return undefined;
}
