import { isLegacyArch } from '../profiles/archs';
import { isText } from '../syntax/config-node';
import type { ReportedFinding, Severity } from '../syntax/finding';
import { knowsOptimizer } from '../toolkit/toolkit-keys';
import { rangeText, type VersionRange } from '../toolkit/versions';
import { type KeyChecks, removeFix, sectionLabel } from './key-checks';
import { keyNotInCheckout, unknownValue } from './structure-codes';
import type { VisitedKey } from './walk-keys';

/**
 * The finding for a key that the facts know and the ai-toolkit that trains the config does not read: by the sources of the
 * user's own one, else by the versions of the fact. Without a version only a key that newer versions dropped is reported,
 * as information. Undefined for any other key.
 */
export function absentKeyFinding(checks: KeyChecks, one: VisitedKey): ReportedFinding | undefined {
  const { entry, key, mapping, section } = one;
  const name = String(entry.key.value);
  // Keys of an open section belong to single models; their arch is what a version lacks.
  const found = key && !section.open && absence(checks, section.id, name, rangeOf(key.node));
  if (!found) return undefined;
  const where = sectionLabel(section);
  const { by, severity, readBy } = found;
  return {
    code: keyNotInCheckout.code,
    severity,
    span: entry.key.span,
    message: `'${name}' is read in ${where} by ai-toolkit ${readBy}; ${by}.`,
    fixes: entry.merged ? [] : [removeFix(checks.config.document, mapping, entry)],
    unnecessary: true,
  };
}

interface Absence {
  /** Who ignores the key, as a clause. */
  readonly by: string;
  /** Which versions read it. */
  readonly readBy: string;
  readonly severity: Severity;
}

function absence(checks: KeyChecks, section: string, name: string, range: VersionRange): Absence | undefined {
  const { toolkit, versions } = checks;
  const isVersioned = range.since !== undefined || range.until !== undefined;
  const reads = toolkit?.has(section, name);
  // A version that the user chose wins over the checkout that was found.
  const sourcesDecide = toolkit !== undefined && versions.decided === toolkit.version;
  if (sourcesDecide && reads !== undefined) {
    if (reads) return undefined;
    const readBy = isVersioned ? rangeText(range) : checks.described;
    return {
      by: `your ai-toolkit is ${toolkit.version}, which ignores it`,
      readBy,
      severity: keyNotInCheckout.severity,
    };
  }
  if (!isVersioned) return undefined;
  const holds = versions.holds(range);
  const readBy = rangeText(range);
  if (holds === 'never' && versions.label !== undefined) {
    return { by: `${versions.label}, which ignores it`, readBy, severity: keyNotInCheckout.severity };
  }
  if (holds === 'always' || range.until === undefined) return undefined;
  const by = `${rangeText({ since: range.until })} ignore it`;
  return { by, readBy, severity: holds === 'never' ? keyNotInCheckout.severity : 'information' };
}

function rangeOf(node: { readonly 'x-since'?: string; readonly 'x-until'?: string }): VersionRange {
  const { 'x-since': since, 'x-until': until } = node;
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

/**
 * The finding for a value that another version of ai-toolkit knows: an arch, an optimizer or a process type that the one
 * that trains the config does not have.
 */
export function absentValueFinding(
  checks: KeyChecks,
  { entry, key }: VisitedKey,
): ReportedFinding | undefined {
  const node = entry.value;
  const values = key?.values;
  if (!values || !isText(node)) return undefined;
  const { toolkit, versions } = checks;
  const written = node.value;
  const stem = written.split(values['x-suffix'] ?? '\n')[0] ?? written;
  const folded = values['x-ignoreCase'] ? stem.toLowerCase() : stem;
  const since = values['x-valuesSince']?.[folded];
  const sourcesDecide = toolkit !== undefined && versions.decided === toolkit.version;
  const has = sourcesDecide ? hasValue(checks, key.name, stem) : undefined;
  const isKnown = (values.enum ?? []).some((value) => String(value) === folded);
  if (has === true || !isKnown) return undefined;
  if (has === undefined && (since === undefined || versions.holds({ since }) !== 'never')) return undefined;
  const readBy = since === undefined ? checks.described : rangeText({ since });
  const yours = versions.label ?? `your ai-toolkit is ${toolkit?.version}`;
  return {
    code: unknownValue.code,
    severity: 'error',
    span: node.span,
    message: `'${written}' is read by ai-toolkit ${readBy}; ${yours}, which ${consequences[key.name] ?? 'does not know it'}.`,
  };
}

const consequences: Readonly<Record<string, string>> = {
  arch: 'cannot train it: it builds Stable Diffusion 1 instead',
  optimizer: 'stops with an error after loading the model',
  type: 'stops with an error at the start',
};

/** Whether the user's own ai-toolkit has a value, by its sources; undefined where these do not tell. */
function hasValue({ toolkit }: KeyChecks, key: string, value: string): boolean | undefined {
  if (key === 'arch') return isLegacyArch(value) ? undefined : toolkit?.archs?.has(value);
  if (key === 'optimizer' && toolkit?.optimizers) return knowsOptimizer(toolkit.optimizers, value);
  return undefined;
}
