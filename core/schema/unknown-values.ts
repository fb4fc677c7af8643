import { type ConfigNode, entryOf, isText, type ScalarNode } from '../syntax/config-node';
import { type ConfigPath, nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding, Severity } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import type { KeySchema, SchemaNode } from './config-schema';
import type { KeyChecks } from './key-checks';
import { type Candidate, clearWinner, nearestWords } from './key-distance';
import { unknownValue } from './structure-codes';

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
  if (name === 'arch') return unknownArch(node, written, values);
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

/**
 * An unknown arch becomes Stable Diffusion without a word. A slip of the fingers is an error; what looks like the name of
 * a model that is newer than the facts is only said to be unknown.
 */
function unknownArch(node: ScalarNode, written: string, values: SchemaNode): ReportedFinding {
  const suffix = values['x-suffix'] ?? ':';
  const stem = written.split(suffix)[0] ?? written;
  const stems = [...new Set(workingValues(values).map((value) => value.split(suffix)[0] ?? value))];
  const candidates = nearestWords(stem, stems);
  const glued = stems
    .filter((known) => new RegExp(`^${escapeForPattern(known)}\\d{4}$`).test(stem))
    .map((word): Candidate => ({ word, distance: 0, close: true }));
  const near = glued.length > 0 ? glued : candidates;
  // A number that differs makes no slip, so the name of a newer version is never taken for one.
  const winner = clearWinner(near);
  const falls = 'ai-toolkit then builds Stable Diffusion 1 without a word, and the checkpoint does not load';
  return {
    code: unknownValue.code,
    severity: winner === undefined ? 'warning' : 'error',
    span: node.span,
    message:
      winner === undefined
        ? `The arch '${written}' is not known to ai-toolkit 0.12.26: ${falls}. A newer version or a fork may know it.`
        : `There is no arch '${written}': ${falls}. Did you mean '${winner}'?`,
    fixes: winner === undefined ? fixesFor(node, near.slice(0, 2), false) : fixesFor(node, near),
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
  const then = values['x-unknownValue'] ?? 'is used as it is';
  if (!then.startsWith('raises')) return then;
  if (severity === 'warning') return 'has no effect on this model, and raises an error on Stable Diffusion';
  return then.replace(/^raises(?: the run)?/, 'stops with an error');
}

function hintFor(candidates: readonly Candidate[], known: readonly string[]): string {
  const winner = clearWinner(candidates);
  if (winner !== undefined) return `Did you mean '${winner}'?`;
  const shown = known.slice(0, 8).map((value) => `'${value}'`);
  return `It knows ${shown.join(', ')}${known.length > shown.length ? ' …' : ''}.`;
}

function fixesFor(node: ScalarNode, candidates: readonly Candidate[], safe = true): Fix[] {
  const winner = clearWinner(candidates);
  return candidates
    .filter(({ close, word }) => (winner === undefined ? close : word === winner))
    .slice(0, 3)
    .map(({ word }) => ({
      title: `Change to '${word}'`,
      safe: safe && word === winner,
      edits: [replaceScalar(node, word)],
    }));
}

function escapeForPattern(text: string): string {
  return text.replace(/[.+*?^$|()[\]{}\\]/g, '\\$&');
}
