import { CompletionItemKind } from 'vscode-languageserver-types';
import { jobSkeleton, type Skeleton } from '../../profiles/config-skeletons';
import { qwenCheckpoints } from '../../profiles/qwen-checkpoints';
import { type Scene, usualContent } from './completion-context';
import { requiredSkeleton } from './key-items';
import type { ItemDraft } from './make-item';
import { skeletonParts, type TextParts, valueParts } from './text-parts';

/** Whole configs for an empty document, one for each checkpoint that ai-toolkit trains. */
export function jobItems(scene: Scene): ItemDraft[] {
  const style = { notation: scene.notation, column: 0, fillAll: false } as const;
  return [...qwenCheckpoints].reverse().map((checkpoint, index) => {
    const skeleton = jobSkeleton({ ...scene.model, family: 'qwen', checkpoint });
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
export function contentItem(scene: Scene): ItemDraft | undefined {
  const skeleton = contentSkeleton(scene);
  if (!skeleton) return undefined;
  const { tight, opening, column, word } = scene.cursor;
  const style = { notation: scene.notation, column, fillAll: true };
  const name = scene.place.key?.name ?? '';
  const draft = {
    label: scene.place.isItem ? `${singular(name)} …` : `${name} …`,
    kind: CompletionItemKind.Snippet,
    sort: '00',
    detail: scene.place.isItem ? 'a new item with its usual keys' : 'the usual keys',
  };
  if (opening !== 'colon' || scene.notation !== 'block') {
    return { ...draft, text: withBlank(skeletonParts(skeleton, style), tight) };
  }
  // The blank behind the colon goes, or it would stay at the end of the line.
  const before = scene.document.text.slice(0, word.start);
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
  scene: Scene,
  column: number,
  skeleton: Skeleton | undefined,
  name: string,
): ItemDraft {
  const content: TextParts = skeleton
    ? skeletonParts(skeleton, { notation: 'block', column: column + 2, fillAll: true })
    : [{ text: '' }];
  const typed = scene.document.text.slice(scene.cursor.word.start, scene.cursor.word.end);
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
export function itemSkeleton(scene: Scene): Skeleton | undefined {
  const usual = usualContent(scene);
  if (usual?.kind === 'list') return usual.items[0];
  if (usual) return usual;
  const { key } = scene.place;
  return key?.itemSection && requiredSkeleton(key.itemSection);
}

function contentSkeleton(scene: Scene): Skeleton | undefined {
  const { key, isItem, section, itemSection } = scene.place;
  if (!key || scene.node?.kind === 'mapping' || scene.node?.kind === 'sequence') return undefined;
  if (isItem) return section && itemSkeleton(scene);
  const usual = usualContent(scene);
  if (itemSection || key.types[0] === 'array') {
    const item = itemSkeleton(scene);
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
