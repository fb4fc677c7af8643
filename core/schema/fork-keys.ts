import type { ReportedFinding } from '../syntax/finding';
import { type KeyChecks, sectionLabel, type UnknownKey } from './key-checks';
import { forkKeys } from './structure-codes';

/** More unknown keys than typing mistakes explain. */
const fewest = 3;

/**
 * One finding for each group of unknown keys in one kind of section, or with one prefix, that is large enough to come from
 * a fork of ai-toolkit or from another version; the keys that belong to no group are `alone`.
 */
export function groupForkKeys(
  { config }: KeyChecks,
  unknown: readonly UnknownKey[],
): { groups: ReportedFinding[]; alone: readonly UnknownKey[] } {
  const bySection = grouped(unknown, (one) => `${processIndex(one)} ${one.section.id}`);
  const left: UnknownKey[] = [];
  for (const one of unknown.filter((each) => !bySection.some((group) => group.includes(each)))) {
    // The same key in another section belongs to the same fork.
    const group = bySection.find(
      (each) => each[0]?.path[2] === one.path[2] && namesOf(each).includes(one.name),
    );
    if (group) group.push(one);
    else left.push(one);
  }
  const byPrefix = grouped(left, (one) => `${processIndex(one)} ${prefixOf(one.name)}`);
  const groups = [...bySection, ...byPrefix];
  return {
    groups: groups.flatMap((group) => findingOf(group, config.document.format === 'json')),
    alone: left.filter((one) => !byPrefix.some((group) => group.includes(one))),
  };
}

function processIndex(one: UnknownKey): string {
  return String(one.path[2] ?? '');
}

/** `monitor` of `monitor_every`. */
function prefixOf(name: string): string {
  return name.split('_')[0] ?? name;
}

function grouped(unknown: readonly UnknownKey[], by: (one: UnknownKey) => string): UnknownKey[][] {
  const groups = new Map<string, UnknownKey[]>();
  for (const one of unknown) {
    const group = groups.get(by(one)) ?? [];
    group.push(one);
    groups.set(by(one), group);
  }
  return [...groups.values()].filter((group) => namesOf(group).length >= fewest);
}

function namesOf(group: readonly UnknownKey[]): string[] {
  return [...new Set(group.map((one) => one.name))];
}

function findingOf(group: readonly UnknownKey[], isJson: boolean): ReportedFinding[] {
  const [first, ...rest] = group;
  if (!first) return [];
  const names = namesOf(group);
  const shown = names.slice(0, 6).map((name) => `'${name}'`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  const where = [...new Set(group.map((one) => sectionLabel(one.section)))].join(' and ');
  const silence = isJson ? '' : ' If your ai-toolkit reads them, disable this finding for the file.';
  return [
    {
      code: forkKeys.code,
      severity: forkKeys.severity,
      span: first.entry.key.span,
      message: `ai-toolkit ignores ${names.length} keys in ${where}: ${shown.join(', ')}${more}. They may belong to a fork or to another version.${silence}`,
      related: rest.map((one) => ({ span: one.entry.key.span, message: `'${one.name}' is also ignored.` })),
      unnecessary: true,
    },
  ];
}
