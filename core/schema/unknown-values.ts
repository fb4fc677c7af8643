import { type ConfigNode, entryOf, isText, type ScalarNode } from '../syntax/config-node';
import { type ConfigPath, nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding, Severity } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { knowsOptimizer } from '../toolkit/toolkit-keys';
import type { KeySchema, SchemaNode } from './config-schema';
import type { KeyChecks } from './key-checks';
import { type Candidate, clearWinner, nearestWords } from './key-distance';
import { unknownValue } from './structure-codes';
import { unknownArchFinding } from './unknown-arch';

/** A value that the schema objects to. */
export interface WrongPlace {
  readonly key: KeySchema;
  readonly path: ConfigPath;
  readonly node: ConfigNode;
  /** An item of the key's list. */
  readonly isItem: boolean;
}

/** A text outside an enumeration, or a number out of its bounds; undefined when something else is wrong with the value. */
export function unknownValueFinding(
  checks: KeyChecks,
  place: WrongPlace,
  keywords: ReadonlySet<string>,
): ReportedFinding | undefined {
  const { key, node } = place;
  if (node.kind !== 'scalar') return undefined;
  const values = place.isItem ? key.itemValues : key.values;
  if (values && isText(node) && (keywords.has('enum') || keywords.has('pattern'))) {
    return ofEnumeration(checks, place, node, node.value, values);
  }
  if (values && typeof node.value === 'number' && typeof values.enum?.[0] === 'number') {
    return ofEnumeration(checks, place, node, String(node.value), values);
  }
  return keywords.has('minimum') || keywords.has('maximum') ? outOfBounds(key, node) : undefined;
}

/** The web UI's name for Stable Diffusion 1.5: it is in no list, and is what an unknown arch falls back to. */
export function isFallbackArch({ key, node }: WrongPlace): boolean {
  return key.name === 'arch' && isText(node) && /^sd15(?::|$)/.test(node.value);
}

function ofEnumeration(
  checks: KeyChecks,
  place: WrongPlace,
  node: ScalarNode,
  written: string,
  values: SchemaNode,
): ReportedFinding | undefined {
  const name = place.key.name;
  if (name === 'arch') return unknownArchFinding(checks, node, values);
  if (
    name === 'optimizer' &&
    checks.toolkit?.optimizers &&
    knowsOptimizer(checks.toolkit.optimizers, written)
  ) {
    return undefined;
  }
  const known = workingValues(values);
  const candidates = nearestWords(written, known);
  const severity = severityOf(checks, place, values);
  const hint = hintFor(candidates, known);
  return {
    code: unknownValue.code,
    severity,
    span: node.span,
    message: `ai-toolkit does not know '${written}' for '${name}': it ${consequence(values, severity)}. ${hint}`,
    fixes: fixesFor(node, candidates),
  };
}

function outOfBounds(key: KeySchema, node: ScalarNode): ReportedFinding | undefined {
  if (typeof node.value !== 'number') return undefined;
  const { minimum, maximum } = key.node;
  const isSwitch = key.types.includes('boolean');
  if (isSwitch) return undefined;
  const limit =
    minimum !== undefined && node.value < minimum ? `at least ${minimum}` : `at most ${maximum ?? minimum}`;
  const bound = minimum !== undefined && node.value < minimum ? minimum : maximum;
  const fixes: Fix[] =
    bound === undefined || !Number.isInteger(node.value)
      ? []
      : [{ title: `Change to ${bound}`, safe: false, edits: [replaceScalar(node, bound)] }];
  return {
    code: unknownValue.code,
    severity: 'error',
    span: node.span,
    message: `'${key.name}: ${node.source}' does not work: it must be ${limit}.`,
    fixes,
  };
}

/** The values of an enumeration that do not always fail. */
function workingValues(values: SchemaNode): string[] {
  const broken = new Set(values['x-brokenValues'] ?? []);
  return (values.enum ?? []).map((value) => String(value)).filter((value) => !broken.has(value));
}

function severityOf(checks: KeyChecks, place: WrongPlace, values: SchemaNode): Severity {
  const then = values['x-unknownValue'] ?? '';
  if (!then.startsWith('raises')) return 'warning';
  if (!then.includes('Stable Diffusion')) return 'error';
  // Only the legacy class looks at this name; a model with an arch of its own does not.
  const process = nodeAt(checks.config.document.root, place.path.slice(0, 3));
  const model = entryOf(process, 'model')?.value;
  const arch = entryOf(model, 'arch')?.value;
  return isText(arch) && !/^sd/.test(arch.value) ? 'warning' : 'error';
}

function consequence(values: SchemaNode, severity: Severity): string {
  const then = values['x-unknownValue'] ?? 'uses it unchanged';
  if (!then.startsWith('raises')) return then;
  if (severity === 'warning') return 'has no effect on this model, and raises an error on Stable Diffusion';
  return then.replace(/^raises(?: the run)?/, 'stops with an error');
}

function hintFor(candidates: readonly Candidate[], known: readonly string[]): string {
  const winner = clearWinner(candidates);
  if (winner !== undefined) return `Did you mean '${winner}'?`;
  const shown = known.slice(0, 8).map((value) => `'${value}'`);
  return `Known values: ${shown.join(', ')}${known.length > shown.length ? ' …' : ''}.`;
}

/** Networks of LyCORIS and PEFT that ai-toolkit does not have: near in letters, another thing. */
function isOtherNetwork(word: string): boolean {
  return /^(?:loha|lohas|glora|glokr|ia3|oft|boft|diag-oft|vera|adalora|lora_plus|hada)$/i.test(word);
}

function fixesFor(node: ScalarNode, candidates: readonly Candidate[], safe = true): Fix[] {
  const winner = clearWinner(candidates);
  return candidates
    .filter(({ close, word }) => (winner === undefined ? close : word === winner))
    .slice(0, 3)
    .map(({ word }) => ({
      title: `Change to '${word}'`,
      safe: safe && word === winner && !isOtherNetwork(String(node.value)),
      edits: [replaceScalar(node, word)],
    }));
}
