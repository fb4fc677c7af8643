import {
  type ConfigNode,
  entryOf,
  isBoolean,
  isText,
  type ScalarNode,
  type TextScalar,
} from '../syntax/config-node';
import { nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding, Severity, Span } from '../syntax/finding';
import { formatScalar, replaceScalar, replaceSpan } from '../syntax/text-edits';
import { readPlainScalar } from '../syntax/yaml-dialect';
import type { JsonType, KeySchema } from './config-schema';
import type { KeyChecks } from './key-checks';
import { wrongType } from './structure-codes';
import type { WrongPlace } from './unknown-values';

/** A value of a type that the reader fails on or misreads. */
export function wrongTypeFinding(
  checks: KeyChecks,
  place: WrongPlace,
  keywords: ReadonlySet<string>,
): ReportedFinding | undefined {
  const { key, node } = place;
  if (keywords.has('minItems')) return emptyList(key, node);
  // The loader fails on a date before any type matters; yaml-1-1-surprise says so.
  if (node.kind === 'scalar' && node.type === 'date') return undefined;
  const types = place.isItem ? typesOf(key.node.items?.type) : key.types;
  const expected = types.filter((type) => type !== 'null');
  if (expected.length === 0) return key.name === 'poi' ? removedKey(node) : undefined;
  const { severity, message } = messageFor(place, expected);
  return {
    code: wrongType.code,
    severity,
    span: node.kind === 'scalar' && node.style !== 'absent' ? node.span : spanAt(checks, place),
    message,
    fixes: fixesFor(checks, place, expected),
  };
}

/** A float where only a whole number works: `steps: 3e3` is 3000.0 to Python, and range() does not take it. */
export function floatFinding(key: KeySchema, node: ScalarNode): ReportedFinding | undefined {
  if (!key.node['x-integerOnly'] || node.type !== 'float' || !Number.isInteger(node.value)) return undefined;
  const whole = Number(node.value);
  return {
    code: wrongType.code,
    severity: wrongType.severity,
    span: node.span,
    message: `ai-toolkit reads '${node.source}' as the float ${whole}.0, and '${key.name}' fails with anything but a whole number. Write '${whole}'.`,
    fixes: [{ title: `Change to ${whole}`, safe: true, edits: [replaceScalar(node, whole)] }],
  };
}

function typesOf(type: JsonType | readonly JsonType[] | undefined): readonly JsonType[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function emptyList(key: KeySchema, node: ConfigNode): ReportedFinding {
  return {
    code: wrongType.code,
    severity: wrongType.severity,
    span: node.span,
    message: `'${key.name}' is empty, so ai-toolkit stops: it needs at least one entry.`,
  };
}

function removedKey(node: ConfigNode): ReportedFinding {
  return {
    code: wrongType.code,
    severity: wrongType.severity,
    span: node.span,
    message: "ai-toolkit stops when it finds 'poi', which was removed from ai-toolkit. Remove the line.",
  };
}

/** Numbers that torch takes as sizes, for which it accepts no boolean. */
const sizes: ReadonlySet<string> = new Set([
  'linear',
  'rank',
  'min_denoising_steps',
  'max_denoising_steps',
  'num_train_timesteps',
]);

/** Python's booleans are numbers; seen in real runs with `true` at every number. */
function isCounted(key: KeySchema, expected: readonly JsonType[]): boolean {
  const isNumeric = expected.includes('number') || expected.includes('integer');
  return isNumeric && !sizes.has(key.name);
}

function messageFor(
  place: WrongPlace,
  expected: readonly JsonType[],
): { severity: Severity; message: string } {
  const { key, node } = place;
  const name = place.isItem ? `each entry of '${key.name}'` : `'${key.name}'`;
  const wanted = describe(expected, key);
  if (node.kind !== 'scalar') {
    const is = node.kind === 'mapping' ? 'a mapping' : 'a list';
    return { severity: 'error', message: `${name} is ${is} here, but ai-toolkit needs ${wanted}.` };
  }
  const isSwitch = expected.includes('boolean');
  if (isBoolean(node) && !isSwitch && isCounted(key, expected)) {
    const message = `${name} is a number, and Python counts '${node.source}' as ${node.value ? 1 : 0}: the run continues with that. Write a number.`;
    return { severity: 'warning', message };
  }
  if (node.type === 'null') {
    // Python's None counts as false, so an empty switch turns off what is on by default.
    if (isSwitch) {
      const message = `${name} is empty, which ai-toolkit reads as false, not as its default ${String(key.node.default ?? 'true')}.`;
      return { severity: 'warning', message };
    }
    if (isForSomeModels(key)) {
      const message = `${name} is empty: a model that reads its keys stops with an error. Write '{}' or remove it.`;
      return { severity: 'warning', message };
    }
    return { severity: 'error', message: `${name} is empty, but ai-toolkit needs ${wanted}.` };
  }
  if (isSwitch && isText(node)) {
    const reading = node.value !== '';
    return {
      severity: 'warning',
      message: `${name} is the text ${shown(node)}, which Python treats as ${reading}. Write true or false without quotes.`,
    };
  }
  if (isText(node) && node.style !== 'plain' && isNumeric(node.value)) {
    return {
      severity: 'error',
      message: `The quotes make ${shown(node)} text, but ${name} needs ${wanted}.`,
    };
  }
  if (isText(node)) {
    return {
      severity: 'error',
      message: `ai-toolkit reads ${shown(node)} as text, but ${name} needs ${wanted}.`,
    };
  }
  return { severity: 'error', message: `${name} needs ${wanted}, not ${shown(node)}.` };
}

/** Whether only certain models read the keys in it, so most runs ignore them. */
function isForSomeModels(key: KeySchema): boolean {
  const keys = [...(key.section?.keys.values() ?? [])];
  return keys.length > 0 && keys.every(({ node }) => node['x-models'] !== undefined);
}

function shown(node: ScalarNode): string {
  const text = node.source.length > 40 ? `${node.source.slice(0, 39)}…` : node.source;
  return /^['"]/.test(text) ? text : `'${text}'`;
}

function describe(types: readonly JsonType[], key: KeySchema): string {
  const names: Readonly<Record<JsonType, string>> = {
    object: 'a mapping',
    array: 'a list',
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    null: 'nothing',
  };
  const written = types.filter((type) => !(type === 'integer' && types.includes('boolean')));
  const item = key.node.items?.type;
  return written
    .map((type) => (type === 'array' && item === 'object' ? 'a list of mappings' : names[type]))
    .join(' or ');
}

/** The key whose value is missing or has another type; for an item of a list, which has no key, the item. */
function spanAt(checks: KeyChecks, { node, path }: WrongPlace): Span {
  const last = path.at(-1);
  const parent = nodeAt(checks.config.document.root, path.slice(0, -1));
  const entry = typeof last === 'string' ? entryOf(parent, last) : undefined;
  return entry ? entry.key.span : node.span;
}

/** Only fixes that keep the value: remove the quotes of a number or boolean, or make one entry a list. */
function fixesFor(checks: KeyChecks, place: WrongPlace, expected: readonly JsonType[]): Fix[] {
  const { node } = place;
  if (node.kind === 'mapping') return [];
  if (node.kind === 'sequence') return loneItem(checks, node, expected);
  if (isText(node)) return [...wrapFixes(place, node, expected), ...textFixes(node, expected)];
  if (expected.includes('string') && node.value !== null && node.style === 'plain') {
    const quoted = formatScalar(node.source, 'double-quoted');
    return [{ title: `Write ${quoted}`, safe: true, edits: [replaceSpan(node.span, quoted)] }];
  }
  return [];
}

/** For text where ai-toolkit reads a list of texts, or a mapping with a prompt. */
function wrapFixes({ key, isItem }: WrongPlace, node: TextScalar, expected: readonly JsonType[]): Fix[] {
  if (node.style === 'block' || node.source.includes('\n')) return [];
  if (expected.includes('array') && key.node.items?.type === 'string') {
    const item = node.style === 'plain' ? formatScalar(node.value, 'single-quoted') : node.source;
    return [{ title: 'Make it a list', safe: true, edits: [replaceSpan(node.span, `[${item}]`)] }];
  }
  if (!isItem || !key.itemSection?.keys.has('prompt')) return [];
  const at = { start: node.span.start, end: node.span.start };
  return [{ title: "Write 'prompt:' in front", safe: true, edits: [replaceSpan(at, 'prompt: ')] }];
}

function textFixes(node: ScalarNode, expected: readonly JsonType[]): Fix[] {
  const text = String(node.value).trim();
  const plain = readPlainScalar(text);
  if (expected.includes('boolean') && /^(?:true|false|yes|no|on|off)$/i.test(text)) {
    const value = /^(?:true|yes|on)$/i.test(text);
    return [{ title: `Change to ${value}`, safe: true, edits: [replaceScalar(node, value)] }];
  }
  const wantsNumber = expected.includes('number') || expected.includes('integer');
  if (wantsNumber && typeof plain.value === 'number' && isWhole(plain.value, expected)) {
    return [{ title: `Change to ${text}`, safe: true, edits: [replaceSpan(node.span, text)] }];
  }
  const thousands = /^([\d.]+)\s*k$/i.exec(text);
  if (wantsNumber && thousands?.[1] && Number.isInteger(Number(thousands[1]) * 1000)) {
    const value = Number(thousands[1]) * 1000;
    return [{ title: `Change to ${value}`, safe: true, edits: [replaceScalar(node, value)] }];
  }
  const grouped = /^\d{1,3}(?:,\d{3})+$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
  if (wantsNumber && grouped !== undefined) {
    return [{ title: `Change to ${grouped}`, safe: true, edits: [replaceScalar(node, grouped)] }];
  }
  // `.5e4` is a number to everybody but PyYAML.
  const number = Number(text);
  if (wantsNumber && text !== '' && Number.isFinite(number) && isWhole(number, expected)) {
    return [{ title: `Change to ${number}`, safe: true, edits: [replaceScalar(node, number)] }];
  }
  return [];
}

function isWhole(value: number, expected: readonly JsonType[]): boolean {
  return expected.includes('number') || Number.isInteger(value);
}

function isNumeric(text: string): boolean {
  return typeof readPlainScalar(text.trim()).value === 'number';
}

/** `prompt: [text]` for a text. */
function loneItem(checks: KeyChecks, node: ConfigNode, expected: readonly JsonType[]): Fix[] {
  if (node.kind !== 'sequence' || !node.flow || expected.includes('array')) return [];
  const [only, second] = node.items;
  if (only?.kind !== 'scalar' || second) return [];
  const fits = isText(only)
    ? expected.includes('string')
    : expected.some((type) => type === 'number' || type === only.type);
  if (!fits) return [];
  const text = checks.config.document.text.slice(only.span.start, only.span.end);
  return [{ title: `Change to ${text}`, safe: false, edits: [replaceSpan(node.span, text)] }];
}
