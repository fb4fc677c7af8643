import type { ReportedFinding, Span } from '../syntax/finding';
import type { ToolkitKeys } from '../toolkit/toolkit-keys';
import { type ToolkitVersions, toolkitVersions } from '../toolkit/versions';
import { shallowKeys } from '../trainer/shallow-keys';
import type { TrainingConfig } from '../trainer/training-config';
import { absentKeyFinding, absentValueFinding } from './absent-keys';
import { boundsFindings } from './bounds';
import { type ConfigSchema, lookupOf } from './config-schema';
import { oldKeyFinding } from './deprecated-keys';
import type { KeyChecks } from './key-checks';
import { findSchemaProblems } from './schema-findings';
import { findUnknownKeys } from './unknown-keys';
import { asUsed } from './value-use';
import { walkKeys } from './walk-keys';
import { floatFinding } from './wrong-types';

/**
 * What the schema says against a config: keys that nobody reads, values of the wrong kind, keys that are missing. One
 * finding for one mistake. `toolkit` is the user's own ai-toolkit; what it reads is not unknown, and what it does not read
 * is said to be missing there.
 */
export function findStructure(
  config: TrainingConfig,
  schema: ConfigSchema,
  toolkit?: ToolkitKeys,
  versions: ToolkitVersions = toolkitVersions({ checkout: toolkit?.version, chosen: undefined }),
): readonly ReportedFinding[] {
  const described = schema['x-toolkit']?.version ?? 'of another version';
  const lookup = lookupOf(schema);
  const checks: KeyChecks = { config, lookup, toolkit, versions, described, reportedElsewhere: new Set() };
  // The rule process-too-shallow reports all keys that are one level too high at once.
  const shallow = new Set(shallowKeys(config).map((entry) => entry.key));
  const visited = walkKeys(config, checks.lookup).filter((one) => !shallow.has(one.entry.key));
  const found = [...findUnknownKeys(checks, visited), ...findSchemaProblems(checks)];
  const absent: { readonly finding: ReportedFinding; readonly span: Span }[] = [];
  for (const one of visited) {
    const finding = absentKeyFinding(checks, one);
    if (finding) absent.push({ finding, span: one.entry.span });
    const value = absentValueFinding(checks, one);
    if (value) found.push(value);
    const old = oldKeyFinding(checks, one);
    if (old) found.push(old);
    if (one.key) {
      const place = {
        config,
        path: [...one.path, one.key.name],
        key: one.key,
        sectionId: one.section.id,
        node: one.entry.value,
      };
      for (const bound of boundsFindings(one)) found.push(asUsed(place, bound));
      const float = one.entry.value.kind === 'scalar' && floatFinding(one.key, one.entry.value);
      if (float) found.push(asUsed(place, float));
    }
  }
  // The value of a key does not matter if ai-toolkit does not read the key.
  const heard = found.filter((other) => !absent.some(({ span }) => isWithin(other.span, span)));
  return onePerPlace([...heard, ...absent.map(({ finding }) => finding)]);
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Of several findings on the same text, only the most severe stays: a value shared by an anchor is one mistake. */
function onePerPlace(found: readonly ReportedFinding[]): ReportedFinding[] {
  const ranks = { error: 3, warning: 2, information: 1, hint: 0 } as const;
  const places = new Map<string, ReportedFinding>();
  for (const finding of found) {
    const place = `${finding.span.start}:${finding.span.end}:${finding.missing ? finding.message : ''}`;
    const other = places.get(place);
    if (!other || ranks[finding.severity] > ranks[other.severity]) places.set(place, finding);
  }
  return [...places.values()];
}
