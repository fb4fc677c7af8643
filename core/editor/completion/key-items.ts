import { CompletionItemKind } from 'vscode-languageserver-types';
import { entryOfSkeleton, type Skeleton, sectionSkeleton } from '../../profiles/config-skeletons';
import { guideAdvice } from '../../profiles/guide-advice';
import type { KeySchema, SchemaNode, SectionSchema } from '../../schema/config-schema';
import { isOutdated, jobsReading, knownValues, valueWhenAbsent } from '../../schema/schema-lookup';
import { entryOf, scalarText } from '../../syntax/config-node';
import { type CompletionContext, childKey, usualContent } from './completion-context';
import type { ItemDraft } from './make-item';
import { type Placeholder, scalarSource, type TextParts, valueParts } from './text-parts';

/** More values than this are chosen from the list that opens behind the colon. */
const mostChoices = 9;

/** The keys of a section that are not there yet: required ones first, then by how common they are, outdated ones last. */
export function keyItems(context: CompletionContext, section: SectionSchema, column: number): ItemDraft[] {
  const written = writtenKeys(context);
  return [...section.keys.values()]
    .filter((key) => !written.has(key.name) && fits(context, key, section, written))
    .map((key) => keyItem(context, key, section, column));
}

function keyItem(
  context: CompletionContext,
  key: KeySchema,
  section: SectionSchema,
  column: number,
): ItemDraft {
  const outdated = isOutdated(key.node);
  const { quote, tight } = context.cursor;
  const name = context.notation === 'json' || quote !== '' ? JSON.stringify(key.name) : key.name;
  const value = context.cursor.colonFollows
    ? []
    : [':', ...newValue(context, key, column), ...comma(context)];
  return {
    label: key.name,
    kind: key.section || key.itemSection ? CompletionItemKind.Module : CompletionItemKind.Property,
    text: [`${tight ? ' ' : ''}${name}`, ...value],
    sort: `${sortGroup(context, key, section, outdated)}${rankOf(key.node)}`,
    filter: quote === '' ? key.name : `${quote}${key.name}${quote}`,
    detail: detailOf(key, section, outdated),
    documentation: documentationOf(context, key),
    deprecated: outdated,
  };
}

/** A blank and the value to start from, or the lines of a section's usual content. */
function newValue(context: CompletionContext, key: KeySchema, column: number): TextParts {
  const style = { notation: context.notation, column, fillAll: true };
  const nested = nestedSkeleton(context, key);
  if (nested) return valueParts(nested, style);
  const start = advisedValue(context, key.name) ?? usualValue(context, key.name) ?? valueWhenAbsent(key.node);
  if (Array.isArray(start) || key.types[0] === 'array') {
    return context.notation === 'block'
      ? [`\n${' '.repeat(column + 2)}- `, { text: '' }]
      : [' [', { text: '' }, ']'];
  }
  if (typeof start === 'string' || typeof start === 'number' || typeof start === 'boolean') {
    return [' ', placeholder(context, key, start)];
  }
  if (key.types[0] === 'boolean') return [' ', placeholder(context, key, true)];
  const first = key.values && knownValues(key.values).find((known) => known.common);
  if (first) return [' ', placeholder(context, key, first.value)];
  return context.notation === 'json' && key.types[0] === 'string'
    ? [' "', { text: '' }, '"']
    : [' ', { text: '' }];
}

/** The usual content of a section or list below the cursor's; a section without one gets its required keys. */
function nestedSkeleton(context: CompletionContext, key: KeySchema): Skeleton | undefined {
  const here = entryOfSkeleton(usualContent(context), key.name);
  if (here && here.kind !== 'value') return here;
  const below = childKey(context, key.name);
  const usual = below === undefined ? undefined : sectionSkeleton(below, context.model);
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

function placeholder(
  context: CompletionContext,
  key: KeySchema,
  value: string | number | boolean,
): Placeholder {
  const text = scalarSource(value, context.notation);
  const others =
    typeof value === 'boolean'
      ? [true, false]
      : key.values && knownValues(key.values).map((known) => known.value);
  if (!others || others.length > mostChoices) return { text };
  const choices = others.map((other) => scalarSource(other, context.notation));
  return { text, choices: [text, ...choices.filter((choice) => choice !== text)] };
}

/** What a key of the section at the cursor usually holds. */
export function usualValue(context: CompletionContext, key: string): string | number | boolean | undefined {
  const usual = entryOfSkeleton(usualContent(context), key);
  return usual?.kind === 'value' ? usual.value : undefined;
}

/** The guide's value for a key of the process. */
function advisedValue(context: CompletionContext, key: string): string | number | boolean | undefined {
  const { family, useCase } = context.model;
  const inProcess = childKey(context, key);
  return inProcess && family ? guideAdvice(inProcess, family, useCase)?.best : undefined;
}

function writtenKeys(context: CompletionContext): Set<string> {
  const written = new Set(context.cursor.keys);
  if (context.node?.kind !== 'mapping') return written;
  const { start, end } = context.cursor.word;
  for (const { key } of context.node.entries) {
    const underCursor = context.cursor.colonFollows && key.span.start === start && key.span.end === end;
    if (!underCursor) written.add(String(key.value));
  }
  return written;
}

/** Whether a key means anything here: beside the job, the type and the other keys that are written. */
function fits(
  context: CompletionContext,
  key: KeySchema,
  section: SectionSchema,
  written: ReadonlySet<string>,
): boolean {
  const { node } = key;
  const jobs = jobsReading(node);
  if (jobs && context.job !== undefined && !jobs.includes(context.job)) return false;
  const condition = /^type: (.+)$/.exec(node['x-onlyFor'] ?? '')?.[1]?.split(', ');
  const type = scalarText(entryOf(context.node, 'type')?.value);
  if (condition && type !== undefined && !condition.includes(type)) return false;
  if (written.has(node['x-aliasOf'] ?? '') || written.has(node['x-replacedBy'] ?? '')) return false;
  return ![...section.keys.values()].some(
    (other) =>
      written.has(other.name) &&
      (other.node['x-aliasOf'] === key.name || other.node['x-replacedBy'] === key.name),
  );
}

function sortGroup(
  context: CompletionContext,
  key: KeySchema,
  section: SectionSchema,
  outdated: boolean,
): string {
  if (outdated) return '9';
  if (section.required.includes(key.name)) return '0';
  if (context.model.family !== 'qwen') return '1';
  const { node } = key;
  const forOthers = node['x-models'] !== undefined && !node['x-models'].some((name) => /qwen/.test(name));
  const useless = forOthers || (node['x-ignoredForQwen'] === true && Number(rankOf(node)) >= 100);
  return useless ? '2' : '1';
}

function rankOf(node: SchemaNode): string {
  return String(node['x-rank'] ?? 400).padStart(4, '0');
}

function detailOf(key: KeySchema, section: SectionSchema, outdated: boolean): string {
  if (outdated) return key.node['x-unused'] ? 'read, but not used' : 'outdated';
  const type = key.section ? 'section' : key.itemSection ? 'list of sections' : (key.types[0] ?? 'any value');
  return section.required.includes(key.name) ? `${type}, required` : type;
}

function documentationOf(context: CompletionContext, key: KeySchema): string {
  const lines = [key.node.deprecationMessage, key.node.description].filter((line) => line !== undefined);
  const absent = valueWhenAbsent(key.node);
  if (absent !== undefined && typeof absent !== 'object') lines.push(`Default: \`${String(absent)}\``);
  const advised = advisedValue(context, key.name);
  if (advised !== undefined && advised !== absent) {
    lines.push(`The guide's value: \`${advised === '' ? '""' : String(advised)}\``);
  }
  if (key.node['x-ignoredForQwen'] && context.model.family === 'qwen') lines.push('No effect on Qwen-Image.');
  return lines.join('\n\n');
}

/** In brackets a comma has to part the new key from the one that follows. */
function comma(context: CompletionContext): TextParts {
  if (context.notation === 'block') return [];
  const rest = context.document.text.slice(context.cursor.word.end);
  return /^\s*["'\w]/.test(rest) ? [','] : [];
}
