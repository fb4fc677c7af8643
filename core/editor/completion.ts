import type { CompletionItem } from 'vscode-languageserver-types';
import type { AdviceUseCase } from '../profiles/guide-advice';
import type { ConfigSchema, SectionSchema } from '../schema/config-schema';
import { schemaPlaceAt } from '../schema/schema-lookup';
import type { ConfigDocument } from '../syntax/config-document';
import { contentItem, itemSkeleton, jobItems, newItem } from './completion/block-items';
import { type Scene, sceneAt } from './completion/completion-context';
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
  const scene = sceneAt(document, offset, schema, options.useCase);
  if (!scene || !isAskedFor(scene, options.trigger)) return [];
  const drafts = [...draftsAt(scene, options.trigger)];
  if (scene.cursor.place === 'value' && options.folders) {
    drafts.push(...(await pathItems(scene, options.folders, options.bases ?? [])));
  }
  return drafts.map((draft) => makeItem(scene, draft, options.abilities));
}

function draftsAt(scene: Scene, trigger: string | undefined): ItemDraft[] {
  const { cursor, place } = scene;
  if (cursor.place === 'item') return listItems(scene, cursor.column);
  if (cursor.place === 'key') {
    return [
      ...(place.section ? keyItems(scene, place.section, keyColumn(scene)) : []),
      ...(cursor.listPath && cursor.typed === '' ? furtherItem(scene) : []),
    ];
  }
  if (isPrompt(scene)) return promptItems(scene);
  if (cursor.path.length === 0) return atTheTop(scene, place.section);
  // Behind `train:` Enter must stay a line break; a blank asks for the section's content.
  const content = trigger === ':' || cursor.typed !== '' ? undefined : contentItem(scene);
  return [...(content ? [content] : []), ...insideValue(scene), ...valueItems(scene)];
}

/** The keys of a mapping, or the dash of a list, that begins on the cursor's own line. */
function insideValue(scene: Scene): ItemDraft[] {
  const { opening, column } = scene.cursor;
  const { section, itemSection, types } = scene.place;
  if (opening === 'colon' || opening === 'flow') return [];
  if (section) return keyItems(scene, section, column);
  if (opening === 'line' && (itemSection || types[0] === 'array')) return listItems(scene, column);
  return [];
}

function atTheTop(scene: Scene, root: SectionSchema | undefined): ItemDraft[] {
  const empty = scene.root === undefined || scene.root.kind === 'scalar';
  if (scene.notation === 'json' && scene.cursor.opening !== 'flow') return empty ? jobItems(scene) : [];
  return [
    ...(empty && !scene.cursor.colonFollows ? jobItems(scene) : []),
    ...(root ? keyItems(scene, root, scene.cursor.column) : []),
  ];
}

function listItems(scene: Scene, column: number): ItemDraft[] {
  const { key } = scene.place;
  return key ? [newItem(scene, column, itemSkeleton(scene), key.name)] : [];
}

/** The list above the cursor stands at the same column as the mapping, so that a dash would go on with it. */
function furtherItem(scene: Scene): ItemDraft[] {
  const { listPath, column } = scene.cursor;
  if (!listPath) return [];
  const place = schemaPlaceAt(scene.lookup, scene.root, listPath);
  const steps = listPath.slice(3).filter((step) => typeof step === 'string');
  const inList = { ...scene, place, processKey: listPath.length > 3 ? steps.join('.') : undefined };
  return listItems(inList, column);
}

/** In JSON the column that nested lines start from is that of the line, not of the key. */
function keyColumn(scene: Scene): number {
  if (scene.notation !== 'json') return scene.cursor.column;
  const { text } = scene.document;
  const line = text.slice(text.lastIndexOf('\n', scene.offset - 1) + 1);
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Whether a typed character opens something here, rather than being part of a text. */
function isAskedFor(scene: Scene, trigger: string | undefined): boolean {
  const { cursor, document, offset } = scene;
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
      return scene.place.key?.node['x-path'] !== undefined;
    case '|':
      return scene.place.key?.name === 'qtype';
    case '"':
      return cursor.quote === '"';
    default:
      return false;
  }
}
