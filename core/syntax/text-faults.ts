import type { ConfigNode, ScalarNode } from './config-node';
import type { ConfigFormat, SyntaxProblem } from './document-parts';
import type { Fix, Span } from './finding';
import { walkScalars } from './walk-scalars';

/**
 * What is wrong with a text as such, before its structure means anything: marks of a merge conflict, bytes that are not
 * UTF-8, spaces that YAML does not treat as spaces, tabs as indentation, a byte order mark in JSON. One problem for the whole text; it
 * hides what follows from it. Undefined for a text without.
 */
export function textFault(
  text: string,
  format: ConfigFormat,
  root: ConfigNode | undefined,
): SyntaxProblem | undefined {
  return (
    conflictMarks(text) ??
    brokenBytes(text) ??
    (format === 'json' ? byteOrderMark(text) : (oddSpaces(text, root) ?? tabsInBrackets(text)))
  );
}

/** Git writes them where it could not merge two versions. */
function conflictMarks(text: string): SyntaxProblem | undefined {
  const start = /^<{7} .*$/m.exec(text);
  if (!start || !/^={7}$/m.test(text.slice(start.index)) || !/^>{7} /m.test(text.slice(start.index))) {
    return undefined;
  }
  return {
    span: { start: start.index, end: start.index + start[0].trimEnd().length },
    message:
      'This file still contains merge conflict markers (<<<<<<<, =======, >>>>>>>), so ai-toolkit cannot load it. Keep one of the two versions and delete the markers.',
    fatal: true,
  };
}

/** The replacement character, which decoders insert for bytes that are not UTF-8. */
function brokenBytes(text: string): SyntaxProblem | undefined {
  const at = text.indexOf('\ufffd');
  if (at < 0) return undefined;
  let end = at;
  while (text.charAt(end) === '\ufffd') end++;
  return {
    span: { start: at, end },
    message:
      'This part of the file is not UTF-8 text, and ai-toolkit stops while it reads the file. Save the file with UTF-8 encoding.',
    fatal: true,
  };
}

function byteOrderMark(text: string): SyntaxProblem | undefined {
  if (!text.startsWith('\ufeff')) return undefined;
  const span = { start: 0, end: 1 };
  return {
    span,
    message:
      'The file begins with a byte order mark (BOM), which Python does not accept in JSON. Save it as UTF-8 without BOM.',
    fatal: true,
    fixes: [{ title: 'Remove the byte order mark', safe: true, edits: [{ span, newText: '' }] }],
  };
}

/** Where spaces have a meaning: as indentation, right after a dash, and right after the colon of a key. */
const structural =
  /^([ \t]*)([\u00a0\u2000-\u200b\u202f\u205f\u3000][\u00a0\u2000-\u200b\u202f\u205f\u3000 \t]*)(?=[\w"'#-])|(^[ \t]*(?:- +)*(?:-|[\w-]+:))([\u00a0\u2000-\u200b\u202f\u205f\u3000][\u00a0\u2000-\u200b\u202f\u205f\u3000 ]*)/gm;

const names: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u200b': 'a zero-width space',
  '\u3000': 'an ideographic space',
};

/** Text copied from a web page or a chat often has them. In quotes and prompts they are harmless. */
function oddSpaces(text: string, root: ConfigNode | undefined): SyntaxProblem | undefined {
  if (!/[\u00a0\u2000-\u200b\u202f\u205f\u3000]/.test(text)) return undefined;
  const texts = root ? [...walkScalars(root)].filter(({ scalar }) => isProse(scalar)) : [];
  const found: Span[] = [];
  for (const match of text.matchAll(structural)) {
    const [, indent = '', odd, before = '', after] = match;
    const start = match.index + (odd === undefined ? before.length : indent.length);
    const inText = texts.some(({ scalar: { span } }) => span.start < start && start < span.end);
    if (!inText) found.push({ start, end: start + (odd ?? after ?? '').length });
  }
  const [first] = found;
  if (!first) return undefined;
  const odd = /[\u00a0\u2000-\u200b\u202f\u205f\u3000]/.exec(text.slice(first.start, first.end))?.[0] ?? '';
  const code = (odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const more = found.length > 1 ? ` The file has ${found.length} such places.` : '';
  const fix: Fix = {
    title: found.length > 1 ? 'Replace all of them with normal spaces' : 'Replace it with a normal space',
    safe: true,
    edits: found.map((span) => ({ span, newText: plainSpaces(text.slice(span.start, span.end)) })),
  };
  return {
    span: first,
    message: `This is ${names[odd] ?? 'a special space'} (U+${code}), which YAML reads as part of the word next to it. Replace it with a normal space.${more}`,
    fatal: true,
    fixes: [fix],
  };
}

/** A text of several lines, or in quotes, may hold any space. */
function isProse({ style }: ScalarNode): boolean {
  return style !== 'plain' && style !== 'absent';
}

function plainSpaces(text: string): string {
  return text.replaceAll('\u200b', '').replace(/[^\t ]/g, ' ') || ' ';
}

/** JSON indented with tabs, in a .yaml file: PyYAML stops at the first tab, and each line has one. */
function tabsInBrackets(text: string): SyntaxProblem | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const tabs = [...text.matchAll(/^ *(\t+)/gm)].map((match) => {
    const end = match.index + match[0].length;
    return { start: end - (match[1]?.length ?? 0), end };
  });
  const [first] = tabs;
  if (!first || tabs.length < 2) return undefined;
  return {
    span: first,
    message: `YAML does not accept tabs as indentation, and ${tabs.length} lines of this file begin with one: ai-toolkit stops here. Use spaces, or name the file .json.`,
    fatal: true,
    fixes: [
      {
        title: 'Replace tabs at the start of lines with spaces',
        safe: true,
        edits: tabs.map((span) => ({ span, newText: '  '.repeat(span.end - span.start) })),
      },
    ],
  };
}
