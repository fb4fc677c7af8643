import {
  type CompletionItem,
  type CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  type MarkupContent,
  MarkupKind,
} from 'vscode-languageserver-types';
import type { Span } from '../../syntax/finding';
import { toProtocolEdit, toRange } from '../to-protocol';
import type { CompletionContext } from './completion-context';
import { asPlainText, asSnippet, hasPlaceholders, type TextParts } from './text-parts';

/** What the client understands of a completion. */
export interface CompletionAbilities {
  readonly snippets: boolean;
  readonly markdown: boolean;
  /** The client can be told to leave the indentation of inserted lines alone. */
  readonly insertTextMode: boolean;
  readonly deprecatedTag: boolean;
}

export interface ItemDraft {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly text: TextParts;
  /** Compared as text; the smallest comes first. */
  readonly sort: string;
  /** What is replaced; the word at the cursor unless it says otherwise. */
  readonly span?: Span;
  /** What the typed text is compared with, where it is not the label. */
  readonly filter?: string;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
  readonly deprecated?: boolean;
}

/** A draft in the protocol's terms. */
export function makeItem(
  context: CompletionContext,
  draft: ItemDraft,
  abilities: CompletionAbilities,
): CompletionItem {
  const snippet = abilities.snippets && hasPlaceholders(draft.text);
  const newText = snippet ? asSnippet(draft.text) : asPlainText(draft.text);
  const { reindent } = context.cursor;
  return {
    label: draft.label,
    kind: draft.kind,
    sortText: draft.sort,
    ...(draft.filter !== undefined ? { filterText: draft.filter } : {}),
    ...(draft.detail !== undefined ? { detail: draft.detail } : {}),
    ...(draft.documentation !== undefined
      ? { documentation: documentation(draft.documentation, abilities.markdown) }
      : {}),
    ...(draft.deprecated ? struckThrough(abilities) : {}),
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    // The lines carry their whole indentation, which depends on the mapping and not on the cursor's line.
    ...(abilities.insertTextMode && newText.includes('\n') ? { insertTextMode: InsertTextMode.asIs } : {}),
    textEdit: { range: toRange(context.document, draft.span ?? context.cursor.word), newText },
    ...(reindent ? { additionalTextEdits: [toProtocolEdit(context.document, reindent)] } : {}),
  };
}

function documentation(markdown: string, asMarkdown: boolean): MarkupContent | string {
  if (asMarkdown) return { kind: MarkupKind.Markdown, value: markdown };
  return markdown.replace(/\*\*/g, '');
}

function struckThrough(abilities: CompletionAbilities): { tags: CompletionItemTag[] } | { deprecated: true } {
  return abilities.deprecatedTag ? { tags: [CompletionItemTag.Deprecated] } : { deprecated: true };
}
