import type { ScalarStyle } from './config-node';
import type { ConfigFormat } from './document-parts';
import { readJsonScalar, readPlainScalar, type ScalarReading } from './yaml-dialect';

export interface ScalarFacts {
  readonly style: ScalarStyle;
  /** As the library resolves it; undefined if there is none. */
  readonly tag: string | undefined;
  readonly format: ConfigFormat;
  /** Between `[…]` or `{…}`. */
  readonly inFlow: boolean;
  /** Before a colon. */
  readonly isKey: boolean;
}

/** A scalar as ai-toolkit's loader reads it, and what makes the loader stop, if anything does. */
export function readScalar(
  text: string,
  facts: ScalarFacts,
): { readonly reading: ScalarReading; readonly problem?: string | undefined } {
  const tag = shortTag(facts.tag);
  if (tag !== undefined && tag !== '!') return tagged(tag, text);
  if (facts.style === 'absent') return { reading: { type: 'null', value: null } };
  if (facts.style !== 'plain') return { reading: { type: 'string', value: text } };
  if (facts.format === 'json') return { reading: readJsonScalar(text) };
  return { reading: readPlainScalar(text), problem: plainProblem(text, facts) };
}

/** What is wrong with a collection's tag. */
export function tagProblem(tag: string | undefined, kind: 'map' | 'seq'): string | undefined {
  const short = shortTag(tag);
  const isKnown = short === undefined || short === '!' || short === `!!${kind}`;
  // Lists of pairs, which JSON writes as lists.
  const isPairs = kind === 'seq' && (short === '!!omap' || short === '!!pairs');
  return isKnown || isPairs ? undefined : unknownTag(short);
}

function tagged(tag: string, text: string): { reading: ScalarReading; problem?: string } {
  if (tag === '!!str') return { reading: { type: 'string', value: text } };
  if (tag === '!!null') return { reading: { type: 'null', value: null } };
  const plain = readPlainScalar(text);
  if (tag === '!!int' && plain.type === 'integer') return { reading: plain };
  if (tag === '!!float' && (plain.type === 'integer' || plain.type === 'float')) {
    return { reading: { type: 'float', value: plain.value } };
  }
  if (tag === '!!bool' && /^(?:yes|no|true|false|on|off)$/i.test(text)) {
    return { reading: { type: 'boolean', value: /^(?:yes|true|on)$/i.test(text) } };
  }
  if (tag === '!!timestamp' && plain.type === 'date') return { reading: plain };
  const known = ['!!int', '!!float', '!!bool', '!!timestamp'].includes(tag);
  const problem = known ? `'${text}' cannot be read as the '${tag}' in front of it.` : unknownTag(tag);
  return { reading: { type: 'string', value: text }, problem };
}

/** The limit of Python 3.11 and later (sys.int_info.default_max_str_digits). */
const mostDigits = 4300;

function plainProblem(text: string, { inFlow, isKey }: ScalarFacts): string | undefined {
  if (!isKey && (text === '=' || text === '<<')) {
    return `PyYAML cannot read a lone '${text}'. Put it in quotes.`;
  }
  if (/^(?:\._+(?:[eE][-+]\d+)?|[-+]?0[bx]_+)$/.test(text)) {
    return `PyYAML treats '${text}' as a number and cannot read it. Put it in quotes.`;
  }
  if (text.length > mostDigits && /^[-+]?[\d_]+$/.test(text) && text.replace(/\D/g, '').length > mostDigits) {
    return `Python does not read integers of more than ${mostDigits} digits. Put it in quotes, or write a shorter number.`;
  }
  if (!inFlow) return undefined;
  if (text.includes('?')) return "Between brackets a '?' needs quotes around the text.";
  return text.startsWith(':') ? "Between brackets, text that begins with ':' needs quotes." : undefined;
}

function unknownTag(tag: string): string {
  return `ai-toolkit's loader does not know the tag '${tag}' and stops with an error. Put text that begins with '!' in quotes.`;
}

function shortTag(tag: string | undefined): string | undefined {
  return tag?.replace(/^tag:yaml\.org,2002:/, '!!');
}
