import type { Skeleton } from '../../profiles/config-skeletons';
import { formatScalar } from '../../syntax/text-edits';

/** Text to insert; objects are places to fill in. */
export type TextParts = readonly (string | Placeholder)[];

export interface Placeholder {
  readonly text: string;
  /** Other texts to choose from, the placeholder's own first. */
  readonly choices?: readonly string[];
}

/** How a place of a config is written: on indented lines, inside YAML's brackets, or as JSON. */
export type Notation = 'block' | 'flow' | 'json';

/** The parts in the protocol's snippet syntax; the final position is the end. */
export function asSnippet(parts: TextParts): string {
  let stop = 0;
  return parts
    .map((part) => {
      if (typeof part === 'string') return part.replace(/[\\$}]/g, '\\$&');
      stop++;
      if (part.choices && part.choices.length > 1) {
        return `\${${stop}|${part.choices.map((choice) => choice.replace(/[\\$},|]/g, '\\$&')).join(',')}|}`;
      }
      return part.text === '' ? `$${stop}` : `\${${stop}:${part.text.replace(/[\\$}]/g, '\\$&')}}`;
    })
    .join('');
}

/** The parts with every placeholder's own text. */
export function asPlainText(parts: TextParts): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

export function hasPlaceholders(parts: TextParts): boolean {
  return parts.some((part) => typeof part !== 'string');
}

/** A scalar as the notation writes it. */
export function scalarSource(value: string | number | boolean, notation: Notation): string {
  if (notation === 'json') return JSON.stringify(value);
  // Two words in brackets need no quotes to YAML, but a comma or a hash would end them.
  return notation === 'flow' && typeof value === 'string' && /[#,]/.test(value)
    ? JSON.stringify(value)
    : formatScalar(value);
}

function keySource(key: string, notation: Notation): string {
  return notation === 'json' ? JSON.stringify(key) : key;
}

interface SkeletonStyle {
  readonly notation: Notation;
  /** Column at which the mapping's keys or the list's dashes stand; in JSON that of the opening bracket's line. */
  readonly column: number;
  /** Whether every value is a placeholder, or only those that differ from job to job. */
  readonly fillAll: boolean;
}

/** A skeleton's text. Its first line starts at the cursor; the others carry their whole indentation. */
export function skeletonParts(skeleton: Skeleton, style: SkeletonStyle): TextParts {
  if (skeleton.kind === 'value') {
    const text = scalarSource(skeleton.value, style.notation);
    return [skeleton.own || style.fillAll ? { text } : text];
  }
  if (style.notation === 'block') return blockParts(skeleton, style);
  return bracketParts(skeleton, style);
}

/** What stands behind a key's colon, the blank or line break included. */
export function valueParts(value: Skeleton, style: SkeletonStyle): TextParts {
  if (style.notation !== 'block' || value.kind === 'value') return [' ', ...skeletonParts(value, style)];
  const inner = { ...style, column: style.column + 2 };
  return [lineBreak(inner.column), ...skeletonParts(value, inner)];
}

function blockParts(skeleton: Exclude<Skeleton, { kind: 'value' }>, style: SkeletonStyle): TextParts {
  const separator = lineBreak(style.column);
  if (skeleton.kind === 'mapping') {
    return joined(
      skeleton.entries.map(([key, value]) => [`${keySource(key, 'block')}:`, ...valueParts(value, style)]),
      separator,
    );
  }
  const inner = { ...style, column: style.column + 2 };
  return joined(
    skeleton.items.map((item) => ['- ', ...skeletonParts(item, inner)]),
    separator,
  );
}

function bracketParts(skeleton: Exclude<Skeleton, { kind: 'value' }>, style: SkeletonStyle): TextParts {
  const inner = { ...style, column: style.column + 2 };
  const spread = style.notation === 'json';
  const separator = spread ? `,${lineBreak(inner.column)}` : ', ';
  const contents =
    skeleton.kind === 'mapping'
      ? skeleton.entries.map(([key, value]) => [
          `${keySource(key, style.notation)}:`,
          ...valueParts(value, inner),
        ])
      : skeleton.items.map((item) => skeletonParts(item, inner));
  const [open, close] = skeleton.kind === 'mapping' ? ['{', '}'] : ['[', ']'];
  return [
    spread ? `${open}${lineBreak(inner.column)}` : open,
    ...joined(contents, separator),
    spread ? `${lineBreak(style.column)}${close}` : close,
  ];
}

function joined(groups: readonly TextParts[], separator: string): TextParts {
  return groups.flatMap((group, index) => (index === 0 ? group : [separator, ...group]));
}

function lineBreak(column: number): string {
  return `\n${' '.repeat(column)}`;
}
