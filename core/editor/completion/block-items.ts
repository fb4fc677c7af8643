import { CompletionItemKind } from 'vscode-languageserver-types';
import { jobSkeleton, type Skeleton } from '../../profiles/config-skeletons';
import { qwenCheckpoints } from '../../profiles/qwen-checkpoints';
import { type CompletionContext, usualContent } from './completion-context';
import { requiredSkeleton } from './key-items';
import type { ItemDraft } from './make-item';
import { skeletonParts, type TextParts, valueParts } from './text-parts';

/** Whole configs for an empty document, one for each checkpoint that ai-toolkit trains. */
export function jobItems(context: CompletionContext): ItemDraft[] {
  const style = { notation: context.notation, column: 0, fillAll: false } as const;
  return [...qwenCheckpoints].reverse().map((checkpoint, index) => {
    const skeleton = jobSkeleton({ ...context.model, family: 'qwen', checkpoint });
    return {
      label: `${checkpoint.name} LoRA`,
      kind: CompletionItemKind.Snippet,
      text: skeletonParts(skeleton, style),
      sort: `000000${index}`,
      filter: `job ${checkpoint.name} LoRA qwen`,
      detail: 'a whole ai-toolkit config',
      documentation: `A LoRA of \`${checkpoint.hubId}\` with the guide's settings. Fill in the job's name, the trigger word and the dataset's folder.`,
    };
  });
}

/** The usual content of the section, the list or the list item that begins at the cursor. */
export function contentItem(context: CompletionContext): ItemDraft | undefined {
  const skeleton = contentSkeleton(context);
  if (!skeleton) return undefined;
  const { tight, opening, column, word } = context.cursor;
  const style = { notation: context.notation, column, fillAll: true };
  const name = context.place.key?.name ?? '';
  const draft = {
    label: context.place.isItem ? `${singular(name)} …` : `${name} …`,
    kind: CompletionItemKind.Snippet,
    sort: '00',
    detail: context.place.isItem ? 'a new item with its usual keys' : 'the usual keys',
  };
  if (opening !== 'colon' || context.notation !== 'block') {
    return { ...draft, text: withBlank(skeletonParts(skeleton, style), tight) };
  }
  // The blank behind the colon goes, or it would stay at the end of the line.
  const before = context.document.text.slice(0, word.start);
  const start = before.length - (/[ \t]*$/.exec(before)?.[0].length ?? 0);
  return {
    ...draft,
    text: valueParts(skeleton, { ...style, column: column - 2 }),
    span: { start, end: word.end },
    filter: `${before.slice(start)}${name}`,
  };
}

/** A further item of a list, with its dash. */
export function newItem(
  context: CompletionContext,
  column: number,
  skeleton: Skeleton | undefined,
  name: string,
): ItemDraft {
  const content: TextParts = skeleton
    ? skeletonParts(skeleton, { notation: 'block', column: column + 2, fillAll: true })
    : [{ text: '' }];
  const typed = context.document.text.slice(context.cursor.word.start, context.cursor.word.end);
  return {
    label: `- ${singular(name)}`,
    kind: CompletionItemKind.Snippet,
    text: ['- ', ...content],
    sort: '000',
    filter: `${typed.startsWith('-') ? '' : '-'}${singular(name)} ${name}`,
    detail: 'a new item',
  };
}

/** What an item of the list at the cursor usually holds; undefined for a list of plain values. */
export function itemSkeleton(context: CompletionContext): Skeleton | undefined {
  const usual = usualContent(context);
  if (usual?.kind === 'list') return usual.items[0];
  if (usual) return usual;
  const { key } = context.place;
  return key?.itemSection && requiredSkeleton(key.itemSection);
}

function contentSkeleton(context: CompletionContext): Skeleton | undefined {
  const { key, isItem, section, itemSection } = context.place;
  if (!key || context.node?.kind === 'mapping' || context.node?.kind === 'sequence') return undefined;
  if (isItem) return section && itemSkeleton(context);
  const usual = usualContent(context);
  if (itemSection || key.types[0] === 'array') {
    const item = itemSkeleton(context);
    return item && { kind: 'list', items: [item] };
  }
  return section && (usual ?? requiredSkeleton(section));
}

function withBlank(parts: TextParts, tight: boolean): TextParts {
  return tight ? [' ', ...parts] : parts;
}

function singular(name: string): string {
  if (name === 'process') return 'process';
  return name.replace(/s$/, '');
}
