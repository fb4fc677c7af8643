import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CompletionContext } from './completion-context';
import type { ItemDraft } from './make-item';
import { scalarSource } from './text-parts';

/** The part of the host that names the content of folders. */
export interface FolderReader {
  listFolder(
    path: string,
  ): Promise<readonly { readonly name: string; readonly kind: 'file' | 'folder' }[] | undefined>;
  joinPath(...parts: readonly string[]): string;
}

const mostItems = 200;

/**
 * Folders and files that the value at the cursor may name. Relative values are looked up below each of `bases`, which are
 * absolute; where a folder cannot be listed, nothing is offered.
 */
export async function pathItems(
  context: CompletionContext,
  reader: FolderReader,
  bases: readonly string[],
): Promise<ItemDraft[]> {
  const wanted = context.place.key?.node['x-path'];
  const { typed } = context.cursor;
  if (wanted === undefined || (wanted === 'model' && !/^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(typed)))
    return [];
  // A share of the network is none of a keystroke's business.
  if (/^[\\/]{2}/.test(typed)) return [];
  const folder = typed.slice(0, Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\')) + 1);
  const begun = typed.slice(folder.length);
  const found = new Map<string, 'file' | 'folder'>();
  for (const place of isAbsolute(folder) ? [folder] : bases.map((base) => reader.joinPath(base, folder))) {
    for (const item of (await reader.listFolder(place)) ?? []) {
      const hidden = item.name.startsWith('.') && !begun.startsWith('.');
      if (!hidden && (item.kind === 'folder' || wanted !== 'folder')) found.set(item.name, item.kind);
    }
  }
  return [...found]
    .sort(([a], [b]) => a.localeCompare(b))
    .slice(0, mostItems)
    .map(([name, kind]) => pathItem(context, `${folder}${name}`, name, kind));
}

function pathItem(
  context: CompletionContext,
  path: string,
  name: string,
  kind: 'file' | 'folder',
): ItemDraft {
  const { quote, tight } = context.cursor;
  const source = sourceOf(context, path, quote);
  return {
    label: name,
    kind: kind === 'folder' ? CompletionItemKind.Folder : CompletionItemKind.File,
    text: [tight ? ` ${source}` : source],
    sort: `${kind === 'folder' ? '70' : '71'}${name}`,
    filter: quote === '' ? path : source,
  };
}

function sourceOf(context: CompletionContext, path: string, quote: '' | '"' | "'"): string {
  if (quote === '"') return JSON.stringify(path);
  if (quote === "'") return `'${path.replaceAll("'", "''")}'`;
  return scalarSource(path, context.notation);
}

function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?[\\/]/.test(path);
}
