import { type Entry, entryOf, type MappingNode } from '../syntax/config-node';
import { nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding, Severity } from '../syntax/finding';
import { renameKey } from '../syntax/text-edits';
import type { SectionSchema } from './config-schema';
import { inSection, type KeyChecks, keyId, removeFix, type UnknownKey } from './key-checks';
import { type Home, routeText } from './key-sections';
import { type Moved, moveEdits } from './move-key';
import { misplacedKey } from './structure-codes';

/** Sections of guides that ai-toolkit does not have: their keys belong to `train`. */
const guideSections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  optimizer: { name: 'optimizer', type: 'optimizer', learning_rate: 'lr', params: 'optimizer_params' },
  training: { learning_rate: 'lr' },
};

/**
 * The finding for a key that one other section reads, or for a section that only guides know; undefined for any other key.
 * `belongsHere` says that a key of this very section is meant.
 */
export function misplacedFinding(
  checks: KeyChecks,
  one: UnknownKey,
  belongsHere: boolean,
): ReportedFinding | undefined {
  const process = processOf(checks, one);
  const guide = guideFinding(checks, one, process);
  if (guide || belongsHere) return guide;
  if (one.section.id === 'job' && checks.lookup.config.keys.has(one.name)) return belowConfig(checks, one);
  const [home, other] = one.homes;
  if (!home || other) return undefined;
  const { name, entry } = one;
  const taken = process && entryAt(process, [...home.route, name]);
  const stops = !taken && home.section.required.includes(name);
  const effect = taken ? 'where it is also written' : stops ? 'and stops without it' : 'and ignores it here';
  checks.reportedElsewhere.add(keyId(home.section, name));
  return finding(
    one,
    `ai-toolkit reads '${name}' in ${routeText(home.route)}, not ${inSection(one.section)}, ${effect}.`,
    [
      ...(taken ? [] : moveFixes(checks, one, process, home, [{ name, entry }])),
      ...(entry.merged ? [] : [removeFix(checks.config.document, one.mapping, entry)]),
    ],
    taken,
    stops ? 'error' : misplacedKey.severity,
  );
}

/** What belongs in `config` and stands beside it. */
function belowConfig(checks: KeyChecks, one: UnknownKey): ReportedFinding {
  const { name, entry } = one;
  const { document, root } = checks.config;
  const taken = root?.entry(`config.${name}`);
  const from = { mapping: one.mapping, removed: entry };
  const edits = taken ? undefined : moveEdits(document, from, [{ name, entry }], one.mapping, ['config']);
  const stops = !taken && checks.lookup.config.required.includes(name);
  const effect = taken ? 'where it is also written' : stops ? 'and stops without it' : 'and ignores it here';
  checks.reportedElsewhere.add(keyId(checks.lookup.config, name));
  return finding(
    one,
    `ai-toolkit reads '${name}' in 'config', not at the top level, ${effect}.`,
    [
      ...(edits ? [{ title: "Move it to 'config'", safe: true, edits }] : []),
      ...(entry.merged ? [] : [removeFix(document, one.mapping, entry)]),
    ],
    taken,
    stops ? 'error' : misplacedKey.severity,
  );
}

/** The guide's `optimizer:` and `training:` mappings beside the sections that ai-toolkit has. */
function guideFinding(
  checks: KeyChecks,
  one: UnknownKey,
  process: MappingNode | undefined,
): ReportedFinding | undefined {
  const { name, entry } = one;
  const names = one.section.id.startsWith('process') ? guideSections[name] : undefined;
  const key = one.section.keys.get('train');
  const train = key?.section;
  if (!names || !key || !train || !process || entry.value.kind !== 'mapping') return undefined;
  const inner = entry.value.entries.filter((child) => !child.shadowed);
  const moved = inner.map((child) => {
    const word = String(child.key.value);
    return { name: names[word] ?? word, entry: child };
  });
  const keys = moved.filter((child) => train.keys.has(child.name)).map((child) => `'${child.name}'`);
  const list =
    keys.length > 0 ? `: ${joined(keys)} ${keys.length > 1 ? 'belong' : 'belongs'} in 'train'` : '';
  const home: Home = { route: ['train'], section: train, key };
  const own = inner.every((child) => !child.merged);
  return finding(
    one,
    `ai-toolkit has no section '${name}' and ignores all of it${list}.`,
    own && canMove(train, moved) ? guideFixes(checks, one, process, home, moved) : [],
    undefined,
  );
}

/** Without a `train` of its own the section only needs the right name. */
function guideFixes(
  checks: KeyChecks,
  one: UnknownKey,
  process: MappingNode,
  home: Home,
  moved: readonly Moved[],
): Fix[] {
  const sameNames = moved.every(({ name, entry }) => name === String(entry.key.value));
  if (one.name !== 'training' || !sameNames || entryOf(process, 'train') || one.entry.merged) {
    return moveFixes(checks, one, process, home, moved);
  }
  return [{ title: "Rename to 'train'", safe: true, edits: [renameKey(one.entry, 'train')] }];
}

/** Unknown words may come along, but two keys of one name may not. */
function canMove(train: SectionSchema, moved: readonly Moved[]): boolean {
  const names = moved.map(({ name }) => name);
  return new Set(names).size === names.length && names.some((name) => train.keys.has(name));
}

function moveFixes(
  checks: KeyChecks,
  one: UnknownKey,
  process: MappingNode | undefined,
  home: Home,
  moved: readonly Moved[],
): Fix[] {
  // The guide's `training` becomes `train` first; a second one beside it would win over it.
  const isRenamed = one.name !== 'training' && home.route[0] === 'train' && !process?.entries.some(isTrain);
  if (!process || (isRenamed && entryOf(process, 'training'))) return [];
  const from = { mapping: one.mapping, removed: one.entry };
  const edits = moveEdits(checks.config.document, from, moved, process, home.route);
  if (!edits) return [];
  const title =
    home.route.length === 0
      ? 'Move it into the process'
      : home.route.at(-1) === '*'
        ? `Move it into the entry of '${home.route[0]}'`
        : `Move it to ${routeText(home.route)}`;
  // A key that only other models read there would be lost in another way.
  const models = home.key.node['x-models'];
  const archs = checks.config.processes.map(({ arch }) => arch);
  const isRead = models === undefined || archs.some((arch) => arch !== undefined && models.includes(arch));
  return [{ title, safe: isRead, edits }];
}

function isTrain(entry: Entry): boolean {
  return entry.key.value === 'train';
}

function finding(
  one: UnknownKey,
  message: string,
  fixes: readonly Fix[],
  written: Entry | undefined,
  severity: Severity = misplacedKey.severity,
): ReportedFinding {
  const related = written && [{ span: written.key.span, message: `'${one.name}' is written here.` }];
  return {
    code: misplacedKey.code,
    severity,
    span: one.entry.key.span,
    message,
    fixes,
    unnecessary: true,
    ...(related ? { related } : {}),
  };
}

/** The process that the key belongs to; for a key above the processes the only one. */
function processOf(checks: KeyChecks, one: UnknownKey): MappingNode | undefined {
  const list = checks.config.root?.node('config.process');
  if (list?.kind !== 'sequence') return undefined;
  const [, , index] = one.path;
  const only = list.items.length === 1 ? list.items[0] : undefined;
  const node = typeof index === 'number' ? nodeAt(checks.config.document.root, one.path.slice(0, 3)) : only;
  return node?.kind === 'mapping' ? node : undefined;
}

function entryAt(mapping: MappingNode, route: readonly string[]): Entry | undefined {
  let found: Entry | undefined;
  let node: MappingNode | undefined = mapping;
  for (const step of route) {
    if (step === '*') return undefined;
    found = entryOf(node, step);
    node = found?.value.kind === 'mapping' ? found.value : undefined;
  }
  return found;
}

function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
