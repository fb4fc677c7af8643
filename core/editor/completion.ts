import type { CompletionItem } from 'vscode-languageserver-types';
import type { AdviceUseCase } from '../profiles/guide-advice';
import type { ConfigSchema, SectionSchema } from '../schema/config-schema';
import { schemaPlaceAt } from '../schema/schema-lookup';
import type { ConfigDocument } from '../syntax/config-document';
import { contentItem, itemSkeleton, jobItems, newItem } from './completion/block-items';
import { type CompletionContext, completionContextAt } from './completion/completion-context';
import { keyItems } from './completion/key-items';
import { type CompletionAbilities, type ItemDraft, makeItem } from './completion/make-item';
import { type FolderReader, pathItems } from './completion/path-items';
import { isPrompt, promptItems } from './completion/prompt-items';
import { valueItems } from './completion/value-items';

export interface CompletionOptions {
  readonly useCase: AdviceUseCase;
  readonly abilities: CompletionAbilities;
  /** The character whose typing asked for completions; undefined when the user or a word did. */
  readonly trigger?: string | undefined;
  /** Absent where there is no disk to look at. */
  readonly folders?: FolderReader | undefined;
  /** Absolute folders that relative paths may start from. */
  readonly bases?: readonly string[];
}

/** Characters that are worth asking after; `complete` says nothing where one of them means nothing. */
export const completionTriggers: readonly string[] = [':', ' ', '/', '"', '|'];

/** What can be typed at an offset. Only values that name files ask the disk. */
export async function complete(
  document: ConfigDocument,
  offset: number,
  schema: ConfigSchema,
  options: CompletionOptions,
): Promise<CompletionItem[]> {
  const context = completionContextAt(document, offset, schema, options.useCase);
  if (!context || !isAskedFor(context, options.trigger)) return [];
  const drafts = [...draftsAt(context, options.trigger)];
  if (context.cursor.place === 'value' && options.folders) {
    drafts.push(...(await pathItems(context, options.folders, options.bases ?? [])));
  }
  return drafts.map((draft) => makeItem(context, draft, options.abilities));
}

function draftsAt(context: CompletionContext, trigger: string | undefined): ItemDraft[] {
  const { cursor, place } = context;
  if (cursor.place === 'item') return listItems(context, cursor.column);
  if (cursor.place === 'key') {
    return [
      ...(place.section ? keyItems(context, place.section, keyColumn(context)) : []),
      ...(cursor.listPath && cursor.typed === '' ? furtherItem(context) : []),
    ];
  }
  if (isPrompt(context)) return promptItems(context);
  if (cursor.path.length === 0) return atTheTop(context, place.section);
  // Behind `train:` Enter must stay a line break; a blank asks for the section's content.
  const content = trigger === ':' || cursor.typed !== '' ? undefined : contentItem(context);
  return [...(content ? [content] : []), ...insideValue(context), ...valueItems(context)];
}

/** The keys of a mapping, or the dash of a list, that begins on the cursor's own line. */
function insideValue(context: CompletionContext): ItemDraft[] {
  const { opening, column } = context.cursor;
  const { section, itemSection, types } = context.place;
  if (opening === 'colon' || opening === 'flow') return [];
  if (section) return keyItems(context, section, column);
  if (opening === 'line' && (itemSection || types[0] === 'array')) return listItems(context, column);
  return [];
}

function atTheTop(context: CompletionContext, root: SectionSchema | undefined): ItemDraft[] {
  const empty = context.root === undefined || context.root.kind === 'scalar';
  if (context.notation === 'json' && context.cursor.opening !== 'flow') return empty ? jobItems(context) : [];
  return [
    ...(empty && !context.cursor.colonFollows ? jobItems(context) : []),
    ...(root ? keyItems(context, root, context.cursor.column) : []),
  ];
}

function listItems(context: CompletionContext, column: number): ItemDraft[] {
  const { key } = context.place;
  return key ? [newItem(context, column, itemSkeleton(context), key.name)] : [];
}

/** The list above the cursor stands at the same column as the mapping, so that a dash would go on with it. */
function furtherItem(context: CompletionContext): ItemDraft[] {
  const { listPath, column } = context.cursor;
  if (!listPath) return [];
  const place = schemaPlaceAt(context.lookup, context.root, listPath);
  const steps = listPath.slice(3).filter((step) => typeof step === 'string');
  const inList = { ...context, place, processKey: listPath.length > 3 ? steps.join('.') : undefined };
  return listItems(inList, column);
}

/** In JSON the column that nested lines start from is that of the line, not of the key. */
function keyColumn(context: CompletionContext): number {
  if (context.notation !== 'json') return context.cursor.column;
  const { text } = context.document;
  const line = text.slice(text.lastIndexOf('\n', context.offset - 1) + 1);
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Whether a typed character opens something here, rather than being part of a text. */
function isAskedFor(context: CompletionContext, trigger: string | undefined): boolean {
  const { cursor, document, offset } = context;
  const ended =
    cursor.quote !== '' && cursor.closed && offset === cursor.word.end && offset > cursor.word.start + 1;
  if (ended) return false;
  switch (trigger) {
    case undefined:
      return true;
    case ':':
      return cursor.place === 'value' && cursor.tight;
    case ' ':
      return cursor.typed === '' && /[:\-,[{][ \t]$/.test(document.text.slice(0, offset));
    case '/':
      return context.place.key?.node['x-path'] !== undefined;
    case '|':
      return context.place.key?.name === 'qtype';
    case '"':
      return cursor.quote === '"';
    default:
      return false;
  }
}
