import { type ConfigDocument, lineSpan } from '../syntax/config-document';
import type { ConfigNode, ScalarNode } from '../syntax/config-node';
import { holdsVariable } from '../syntax/config-node';
import type { Finding, Fix, Span } from '../syntax/finding';
import { namesPath } from '../syntax/path-keys';
import { formatScalar, replaceSpan } from '../syntax/text-edits';
import { walkScalars } from '../syntax/walk-scalars';
import type { TrainingConfig } from '../trainer/training-config';
import type { Rule } from './rule';

export const yaml11Surprise: Rule = {
  code: 'yaml-1-1-surprise',
  severity: 'warning',
  summary: "A value that ai-toolkit's YAML 1.1 reads differently than it looks.",
  claims: [
    { where: 'load', what: 'changed', seen: 'run' },
    { where: 'load', what: 'fails', seen: 'run', of: 'dates' },
    { where: 'step', what: 'fails', seen: 'run', of: 'words and numbers that become another type' },
  ],

  *check(config) {
    const { document } = config;
    if (!document.root || document.format === 'json') return;
    for (const { key, scalar } of walkScalars(document.root)) {
      if (scalar.style !== 'plain' || holdsVariable(scalar)) continue;
      // job-name reports a name that is not text.
      if (scalar === config.name && scalar.type !== 'date' && scalar.type !== 'string') continue;
      const found = scalarSurprise(scalar, isFreeText(key));
      if (found) yield { ...found, explainsValue: true };
    }
    const texts = [...bracketTexts(config)];
    yield* texts;
    for (const span of bracketLists(document.root)) {
      if (!texts.some((text) => text.span.start === span.start))
        yield { ...bracketList(document, span), explainsValue: true };
    }
  },
};

const textKeys =
  /^(?:name|trigger_word|class|prompts?|neg|negative_prompt|default_caption|caption|caption_ext|.*_class)$/;

/** Whether the key expects text, whatever the value looks like. */
function isFreeText(key: string | undefined): boolean {
  return namesPath(key) || (key !== undefined && textKeys.test(key));
}

function scalarSurprise(scalar: ScalarNode, freeText: boolean): Finding | undefined {
  const { source, type, value, span } = scalar;
  const quoted = quote(span, source);
  if (type === 'date') {
    return {
      span,
      severity: 'error',
      message: `ai-toolkit cannot load this file: unquoted, ${source} is a date, which it cannot convert to JSON. Put it in quotes.`,
      fixes: [quoted],
    };
  }
  if (type === 'string' && freeText && source === 'None') {
    return {
      span,
      message:
        "'None' is Python's word, not YAML's: ai-toolkit reads the text 'None'. Write '' for an empty text.",
      fixes: [plainly(span, "''")],
    };
  }
  if (type === 'string') return freeText ? undefined : textSurprise(scalar);
  if (type === 'boolean') {
    if (!freeText || /^(?:true|false)$/i.test(source)) return undefined;
    return {
      span,
      message: `ai-toolkit reads an unquoted '${source}' as ${value === true ? 'true' : 'false'}, not as a word. Put it in quotes.`,
      fixes: [quoted],
    };
  }
  if (type !== 'integer' && type !== 'float') return undefined;
  if (source.includes(':')) {
    return {
      span,
      message: `ai-toolkit reads ${source} in base 60, as the number ${value}. Put it in quotes, or write the number.`,
      fixes: [quoted, plainly(span, String(value))],
    };
  }
  const decimal = source.replaceAll('_', '').replace(/^([-+]?)0+(?=\d)/, '$1');
  if (type !== 'integer' || !/^[-+]?0[0-7_]+$/.test(source) || Number(decimal) === value) return undefined;
  const plain = plainly(span, decimal);
  return {
    span,
    message: `A leading zero makes a number octal: ai-toolkit reads ${source} as ${value}. Write ${decimal}, or put it in quotes.`,
    fixes: freeText ? [quoted, plain] : [plain, quoted],
  };
}

/** Words and numbers that stay text. */
function textSurprise({ source, span }: ScalarNode): Finding | undefined {
  const become = (meant: string, why: string): Finding => ({
    span,
    message: `ai-toolkit reads '${source}' as text: ${why} Write '${meant}'.`,
    fixes: [plainly(span, meant), quote(span, source)],
  });
  if (/^[yYnN]$/.test(source)) {
    const meant = /y/i.test(source) ? 'true' : 'false';
    return become(
      meant,
      "only 'yes', 'no', 'on', 'off', 'true' and 'false' are booleans; any other text counts as true.",
    );
  }
  if (source === 'None') return become('null', "'None' is Python's word, not YAML's.");
  if (/^[-+]?0[0-9_]*[89][0-9_]*$/.test(source)) {
    const meant = source.replaceAll('_', '').replace(/^([-+]?)0+(?=\d)/, '$1');
    return become(meant, 'the leading zero makes it octal, and octal has no 8 or 9.');
  }
  if (/^[-+]?\.\d[\d_]*(?:[eE][-+]?\d+)?$/.test(source)) {
    return become(source.replace('.', '0.'), 'there is no digit before the dot.');
  }
  if (/^[-+]?(?:inf|nan)$/i.test(source)) {
    const sign = source.startsWith('-') ? '-' : '';
    const word = source.toLowerCase().replace(/^[-+]/, '');
    return become(`${word === 'nan' ? '' : sign}.${word}`, 'YAML needs a dot in front.');
  }
  return undefined;
}

/** `[trigger]` and `[name]` as whole values, which are lists of one word. */
function* bracketLists(node: ConfigNode, seen: Set<ConfigNode> = new Set()): Generator<Span> {
  if (seen.has(node) || node.kind === 'scalar') return;
  seen.add(node);
  if (node.kind === 'mapping') {
    for (const entry of node.entries) if (!entry.shadowed) yield* bracketLists(entry.value, seen);
    return;
  }
  const [only] = node.items;
  if (node.flow && node.items.length === 1 && only?.kind === 'scalar' && only.style === 'plain') {
    if (only.source === 'trigger' || only.source === 'name') yield node.span;
  }
  for (const item of node.items) yield* bracketLists(item, seen);
}

function bracketList(document: ConfigDocument, span: Span): Finding {
  const source = document.text.slice(span.start, span.end);
  return {
    span,
    message: `ai-toolkit reads an unquoted ${source} as a list with one word and does not replace it. Put it in quotes.`,
    fixes: [quote(span, source)],
  };
}

const bracketStart = /^(\s*(?:- +)*(?:[\w-]+: +)?)(\[(?:trigger|name)\][^\S\n]*[^\s#].*?)(?:\s+#.*|\s*)$/;

/** `[trigger] a photo`: the parser stops there and reports nothing about the lines below. */
function* bracketTexts({ document }: TrainingConfig): Iterable<Finding> {
  if (document.problems.length === 0) return;
  const texts = document.root ? [...walkScalars(document.root)].map(({ scalar }) => scalar) : [];
  const inText = texts.filter((scalar) => scalar.style !== 'plain').map((scalar) => scalar.span);
  for (let line = 0; line < document.lineStarts.length; line++) {
    const { start, end } = lineSpan(document, line);
    const match = bracketStart.exec(document.text.slice(start, end));
    if (!match) continue;
    const [, before = '', source = ''] = match;
    const span = { start: start + before.length, end: start + before.length + source.length };
    if (inText.some((text) => text.start <= span.start && span.start < text.end)) continue;
    yield {
      span,
      severity: 'error',
      message: `ai-toolkit cannot load this file: a value that begins with '[' is a list, and text after the list is an error. Put the whole value in quotes.`,
      fixes: goesOn(document, line, before) ? [] : [quote(span, source)],
      explainsSyntax: true,
    };
  }
}

/** Whether the text continues on the next line, so that quotes around this line would not enclose all of it. */
function goesOn(document: ConfigDocument, line: number, before: string): boolean {
  if (line + 1 >= document.lineStarts.length) return false;
  const { start, end } = lineSpan(document, line + 1);
  const next = document.text.slice(start, end);
  const indent = /^ */.exec(before)?.[0].length ?? 0;
  return next.trim() !== '' && next.search(/\S/) > indent && !/^\s*(?:- |#|[\w-]+:(?:\s|$))/.test(next);
}

function quote(span: Span, source: string): Fix {
  return {
    title: 'Put it in quotes',
    safe: false,
    edits: [replaceSpan(span, formatScalar(source, 'single-quoted'))],
  };
}

function plainly(span: Span, text: string): Fix {
  return { title: `Write '${text}'`, safe: false, edits: [replaceSpan(span, text)] };
}
