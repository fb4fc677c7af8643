import type { ConfigFormat } from '../syntax/config-document';
import { isText, type TextScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { namesPath } from '../syntax/path-keys';
import { formatScalar, replaceSpan } from '../syntax/text-edits';
import { walkScalars } from '../syntax/walk-scalars';
import type { Rule } from './rule';

export const windowsPathEscape: Rule = {
  code: 'windows-path-escape',
  severity: 'warning',
  summary: 'A backslash in a double-quoted path stops the load or changes the path.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run', of: 'an escape that YAML does not know' },
    { where: 'dataset', what: 'fails', seen: 'run' },
  ],

  *check({ document }) {
    if (!document.root) return;
    for (const { key, scalar } of walkScalars(document.root)) {
      if (!isText(scalar) || scalar.style !== 'double-quoted' || !scalar.source.includes('\\')) continue;
      const inner = innerText(scalar);
      const isPath = namesPath(key);
      if (!isPath && !/^(?:[A-Za-z]:\\|\\\\\w)/.test(inner)) continue;
      const found = escapesIn(inner, document.format);
      const [first] = [...found.filter(({ meaning }) => meaning === undefined), ...found];
      if (first) yield findingFor(scalar, first, document.format);
    }
  },
};

interface Escape {
  /** The escape, including its backslash. */
  readonly written: string;
  /** The character that it means; undefined if it is not an escape. */
  readonly meaning: string | undefined;
}

const yamlMeanings: Readonly<Record<string, string>> = {
  '0': 'a null character',
  a: 'a bell character',
  b: 'a backspace',
  t: 'a tab',
  n: 'a line break',
  v: 'a vertical tab',
  f: 'a form feed',
  r: 'a carriage return',
  e: 'an escape character',
  ' ': 'a space',
  '\t': 'a tab',
  N: 'a line break',
  _: 'a no-break space',
  L: 'a line break',
  P: 'a line break',
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The escapes that mean something other than the backslash, quote, slash or line end they show. */
function escapesIn(inner: string, format: ConfigFormat): Escape[] {
  const found: Escape[] = [];
  for (const match of inner.matchAll(/\\([\s\S])/g)) {
    const letter = match[1] ?? '';
    if (/[\\"/\r\n]/.test(letter)) continue;
    const written = match[0];
    if (format === 'json' && !/[bfnrtu]/.test(letter)) {
      found.push({ written, meaning: undefined });
      continue;
    }
    const digits = hexDigits[letter];
    if (digits === undefined) found.push({ written, meaning: yamlMeanings[letter] });
    else {
      const code = inner.slice(match.index + 2, match.index + 2 + digits);
      const valid = code.length === digits && /^[0-9a-fA-F]+$/.test(code);
      found.push({
        written: valid ? written + code : written,
        meaning: valid ? 'a single character' : undefined,
      });
    }
  }
  return found;
}

function findingFor(scalar: TextScalar, { written, meaning }: Escape, format: ConfigFormat): Finding {
  const advice =
    format === 'json'
      ? 'Double each backslash, or use slashes.'
      : 'Put the path in single quotes, where a backslash is not an escape.';
  const fixes = fixFor(scalar, format);
  if (meaning === undefined) {
    return {
      span: scalar.span,
      severity: 'error',
      message: `ai-toolkit cannot load this file: in double quotes a backslash begins an escape, and '${written}' is not a valid one. ${advice}`,
      fixes,
      explainsSyntax: true,
    };
  }
  return {
    span: scalar.span,
    message: `In double quotes '${written}' is ${meaning}, so ai-toolkit looks for a path that is not there. ${advice}`,
    fixes,
  };
}

function fixFor(scalar: TextScalar, format: ConfigFormat): Fix[] {
  const inner = innerText(scalar);
  if (/[\r\n]/.test(inner)) return [];
  const meant = meantPath(inner);
  const json = format === 'json';
  return [
    {
      title: json ? 'Double the backslashes' : 'Put the path in single quotes',
      safe: true,
      edits: [replaceSpan(scalar.span, formatScalar(meant, json ? 'double-quoted' : 'single-quoted'))],
    },
  ];
}

/** A doubled backslash means one, except for the two at the start of a network path. */
function meantPath(inner: string): string {
  const share = /^\\\\(?!\\)/.test(inner) ? '\\' : '';
  return share + inner.replace(/\\([\\"])/g, '$1');
}

function innerText(scalar: TextScalar): string {
  return scalar.source.replace(/^"/, '').replace(/"$/, '');
}
