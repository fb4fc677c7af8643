import { CompletionItemKind } from 'vscode-languageserver-types';
import { entryOfSkeleton, type Skeleton, sectionSkeleton } from '../../profiles/config-skeletons';
import { guideAdvice } from '../../profiles/guide-advice';
import type { KeySchema, SchemaNode, SectionSchema } from '../../schema/config-schema';
import { isOutdated, jobsReading, knownValues, valueWhenAbsent } from '../../schema/schema-lookup';
import { entryOf, scalarText } from '../../syntax/config-node';
import { childKey, type Scene, usualContent } from './completion-context';
import type { ItemDraft } from './make-item';
import { type Placeholder, scalarSource, type TextParts, valueParts } from './text-parts';

/** More values than this are chosen from the list that opens behind the colon. */
const mostChoices = 9;

/** The keys of a section that are not there yet: required ones first, then by how common they are, outdated ones last. */
export function keyItems(scene: Scene, section: SectionSchema, column: number): ItemDraft[] {
  const written = writtenKeys(scene);
  return [...section.keys.values()]
    .filter((key) => !written.has(key.name) && fits(scene, key, section, written))
    .map((key) => keyItem(scene, key, section, column));
}

function keyItem(scene: Scene, key: KeySchema, section: SectionSchema, column: number): ItemDraft {
  const outdated = isOutdated(key.node);
  const { quote, tight } = scene.cursor;
  const name = scene.notation === 'json' || quote !== '' ? JSON.stringify(key.name) : key.name;
  const value = scene.cursor.colonFollows ? [] : [':', ...newValue(scene, key, column), ...comma(scene)];
  return {
    label: key.name,
    kind: key.section || key.itemSection ? CompletionItemKind.Module : CompletionItemKind.Property,
    text: [`${tight ? ' ' : ''}${name}`, ...value],
    sort: `${sortGroup(scene, key, section, outdated)}${rankOf(key.node)}`,
    filter: quote === '' ? key.name : `${quote}${key.name}${quote}`,
    detail: detailOf(key, section, outdated),
    documentation: documentationOf(scene, key),
    deprecated: outdated,
  };
}

/** A blank and the value to start from, or the lines of a section's usual content. */
function newValue(scene: Scene, key: KeySchema, column: number): TextParts {
  const style = { notation: scene.notation, column, fillAll: true };
  const nested = nestedSkeleton(scene, key);
  if (nested) return valueParts(nested, style);
  const start = advisedValue(scene, key.name) ?? usualValue(scene, key.name) ?? valueWhenAbsent(key.node);
  if (Array.isArray(start) || key.types[0] === 'array') {
    return scene.notation === 'block'
      ? [`\n${' '.repeat(column + 2)}- `, { text: '' }]
      : [' [', { text: '' }, ']'];
  }
  if (typeof start === 'string' || typeof start === 'number' || typeof start === 'boolean') {
    return [' ', placeholder(scene, key, start)];
  }
  if (key.types[0] === 'boolean') return [' ', placeholder(scene, key, true)];
  const first = key.values && knownValues(key.values).find((known) => known.common);
  if (first) return [' ', placeholder(scene, key, first.value)];
  return scene.notation === 'json' && key.types[0] === 'string'
    ? [' "', { text: '' }, '"']
    : [' ', { text: '' }];
}

/** The usual content of a section or list below the cursor's; a section without one gets its required keys. */
function nestedSkeleton(scene: Scene, key: KeySchema): Skeleton | undefined {
  const here = entryOfSkeleton(usualContent(scene), key.name);
  if (here && here.kind !== 'value') return here;
  const below = childKey(scene, key.name);
  const usual = below === undefined ? undefined : sectionSkeleton(below, scene.model);
  if (key.itemSection) return { kind: 'list', items: [usual ?? requiredSkeleton(key.itemSection)] };
  if (key.types[0] === 'array') return usual && { kind: 'list', items: [usual] };
  return usual ?? (key.section && requiredSkeleton(key.section));
}

/** The keys that a section cannot do without. */
export function requiredSkeleton(section: SectionSchema): Skeleton {
  const required = section.required.length > 0 ? section.required : firstKeys(section);
  return {
    kind: 'mapping',
    entries: required.map((name) => {
      const node = section.keys.get(name)?.node;
      const absent = node && valueWhenAbsent(node);
      const scalar = typeof absent === 'number' || typeof absent === 'boolean' || typeof absent === 'string';
      return [name, { kind: 'value', value: scalar ? absent : '', own: true }] as const;
    }),
  };
}

/** A mapping needs at least one key to be one. */
function firstKeys(section: SectionSchema): string[] {
  const byRank = [...section.keys.values()].sort((a, b) => rankOf(a.node).localeCompare(rankOf(b.node)));
  return byRank.slice(0, 1).map((key) => key.name);
}

function placeholder(scene: Scene, key: KeySchema, value: string | number | boolean): Placeholder {
  const text = scalarSource(value, scene.notation);
  const others =
    typeof value === 'boolean'
      ? [true, false]
      : key.values && knownValues(key.values).map((known) => known.value);
  if (!others || others.length > mostChoices) return { text };
  const choices = others.map((other) => scalarSource(other, scene.notation));
  return { text, choices: [text, ...choices.filter((choice) => choice !== text)] };
}

/** What a key of the section at the cursor usually holds. */
export function usualValue(scene: Scene, key: string): string | number | boolean | undefined {
  const usual = entryOfSkeleton(usualContent(scene), key);
  return usual?.kind === 'value' ? usual.value : undefined;
}

/** The guide's value for a key of the process. */
export function advisedValue(scene: Scene, key: string): string | number | boolean | undefined {
  const { family, useCase } = scene.model;
  const inProcess = childKey(scene, key);
  return inProcess && family ? guideAdvice(inProcess, family, useCase)?.best : undefined;
}

function writtenKeys(scene: Scene): Set<string> {
  const written = new Set(scene.cursor.keys);
  if (scene.node?.kind !== 'mapping') return written;
  const { start, end } = scene.cursor.word;
  for (const { key } of scene.node.entries) {
    const underCursor = scene.cursor.colonFollows && key.span.start === start && key.span.end === end;
    if (!underCursor) written.add(String(key.value));
  }
  return written;
}

/** Whether a key means anything here: beside the job, the type and the other keys that are written. */
function fits(scene: Scene, key: KeySchema, section: SectionSchema, written: ReadonlySet<string>): boolean {
  const { node } = key;
  const jobs = jobsReading(node);
  if (jobs && scene.job !== undefined && !jobs.includes(scene.job)) return false;
  const condition = /^type: (.+)$/.exec(node['x-onlyFor'] ?? '')?.[1]?.split(', ');
  const type = scalarText(entryOf(scene.node, 'type')?.value);
  if (condition && type !== undefined && !condition.includes(type)) return false;
  if (written.has(node['x-aliasOf'] ?? '') || written.has(node['x-replacedBy'] ?? '')) return false;
  return ![...section.keys.values()].some(
    (other) =>
      written.has(other.name) &&
      (other.node['x-aliasOf'] === key.name || other.node['x-replacedBy'] === key.name),
  );
}

function sortGroup(scene: Scene, key: KeySchema, section: SectionSchema, outdated: boolean): string {
  if (outdated) return '9';
  if (section.required.includes(key.name)) return '0';
  if (scene.model.family !== 'qwen') return '1';
  const { node } = key;
  const forOthers = node['x-models'] !== undefined && !node['x-models'].some((name) => /qwen/.test(name));
  const useless = forOthers || (node['x-ignoredForQwen'] === true && Number(rankOf(node)) >= 100);
  return useless ? '2' : '1';
}

function rankOf(node: SchemaNode): string {
  return String(node['x-rank'] ?? 400).padStart(4, '0');
}

function detailOf(key: KeySchema, section: SectionSchema, outdated: boolean): string {
  if (outdated) return key.node['x-unused'] ? 'read, but used by nothing' : 'outdated';
  const type = key.section ? 'section' : key.itemSection ? 'list of sections' : (key.types[0] ?? 'any value');
  return section.required.includes(key.name) ? `${type}, required` : type;
}

function documentationOf(scene: Scene, key: KeySchema): string {
  const lines = [key.node.deprecationMessage, key.node.description].filter((line) => line !== undefined);
  const absent = valueWhenAbsent(key.node);
  if (absent !== undefined && typeof absent !== 'object') lines.push(`Default: \`${String(absent)}\``);
  const advised = advisedValue(scene, key.name);
  if (advised !== undefined && advised !== absent) {
    lines.push(`The guide's value: \`${advised === '' ? '""' : String(advised)}\``);
  }
  if (key.node['x-ignoredForQwen'] && scene.model.family === 'qwen') lines.push('No effect on Qwen-Image.');
  return lines.join('\n\n');
}

/** In brackets a comma has to part the new key from the one that follows. */
function comma(scene: Scene): TextParts {
  if (scene.notation === 'block') return [];
  const rest = scene.document.text.slice(scene.cursor.word.end);
  return /^\s*["'\w]/.test(rest) ? [','] : [];
}
