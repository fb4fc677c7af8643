import { CompletionItemKind } from 'vscode-languageserver-types';
import { promptOf } from '../../profiles/config-skeletons';
import { promptSubjects, promptSuffixes } from '../../profiles/prompt-suffixes';
import type { Span } from '../../syntax/finding';
import type { Scene } from './completion-context';
import type { ItemDraft } from './make-item';
import type { TextParts } from './text-parts';

const promptKeys = new Set(['sample.prompts', 'sample.samples.prompt']);

/** Whether the cursor stands in the text of a sample prompt. */
export function isPrompt(scene: Scene): boolean {
  const list = scene.processKey === 'sample.prompts';
  return promptKeys.has(scene.processKey ?? '') && (!list || scene.place.isItem);
}

/** The trigger word, `[trigger]`, whole prompts at the start of one, and the guide's endings behind its words. */
export function promptItems(scene: Scene): ItemDraft[] {
  const { cursor } = scene;
  const bracket = openBracket(scene);
  if (cursor.quote === '' && (cursor.typed === '' || bracket))
    return newPrompts(scene, bracket ?? cursor.word);
  return [...triggers(scene), ...suffixes(scene)];
}

/** A prompt begins: quoted, since a plain `[trigger]` at the start would be read as a list. */
function newPrompts(scene: Scene, span: Span): ItemDraft[] {
  const start = scene.document.text.slice(span.start, scene.offset);
  const draft = (label: string, text: TextParts, sort: string, detail: string): ItemDraft => ({
    label,
    kind: CompletionItemKind.Text,
    text: [scene.cursor.tight ? ' "' : '"', ...text, '"'],
    sort,
    span,
    filter: `${start.startsWith('[') ? '' : start}${label}`,
    detail,
  });
  const word = triggerWord(scene);
  return [
    ...promptSubjects.map((subject, index) =>
      draft(promptOf(subject), [promptOf(subject)], `0${index}`, "a prompt in the guide's order"),
    ),
    ...(word === undefined
      ? []
      : [draft(word, [inDoubleQuotes(word), ', ', { text: '' }], '10', 'the trigger word')]),
    draft('[trigger]', ['[trigger], ', { text: '' }], '11', 'becomes the trigger word'),
  ];
}

function triggers(scene: Scene): ItemDraft[] {
  const typed = /\[?[\p{L}\p{N}_-]*$/u.exec(scene.cursor.typed)?.[0] ?? '';
  const span = { start: scene.offset - typed.length, end: scene.offset };
  // An editor closes the bracket by itself; the completion brings its own.
  const closes = typed.startsWith('[') && scene.document.text.charAt(scene.offset) === ']';
  const word = triggerWord(scene);
  const common = { kind: CompletionItemKind.Text, span } as const;
  const placeholder: ItemDraft = {
    ...common,
    span: { start: span.start, end: span.end + (closes ? 1 : 0) },
    label: '[trigger]',
    text: ['[trigger]'],
    sort: '11',
    detail: 'becomes the trigger word',
  };
  if (word === undefined) return [placeholder];
  return [{ ...common, label: word, text: [word], sort: '10', detail: 'the trigger word' }, placeholder];
}

function suffixes(scene: Scene): ItemDraft[] {
  const { typed } = scene.cursor;
  const whole = scene.document.text.slice(scene.cursor.word.start, scene.cursor.word.end);
  return promptSuffixes
    .filter(({ text }) => !whole.includes(text))
    .map(({ text, purpose }, index) => {
      const tail = begunTail(typed, text);
      const before = typed.slice(0, typed.length - tail.length);
      return {
        label: before === '' ? text : `, ${text}`,
        kind: CompletionItemKind.Text,
        text: [before === '' ? text : `, ${text}`],
        sort: `2${index}`,
        span: { start: scene.offset - tail.length, end: scene.offset },
        filter: `${tail}${text}`,
        detail: "the guide's ending",
        documentation: purpose,
      };
    });
}

/** What of an ending is typed already: its comma, blanks, and its first letters. */
function begunTail(typed: string, suffix: string): string {
  const last = /[,\s]*([^,]*)$/.exec(typed);
  const begun = last?.[1] ?? '';
  if (last && suffix.startsWith(begun)) return last[0];
  return /[,\s]*$/.exec(typed)?.[0] ?? '';
}

function triggerWord(scene: Scene): string | undefined {
  const word = scene.process?.text('trigger_word')?.value.trim();
  return word === '' ? undefined : word;
}

/** `- [tri` reads as a list in a list; its bracket is the start of a prompt. */
function openBracket(scene: Scene): Span | undefined {
  const { path, opening } = scene.cursor;
  if (opening !== 'flow' || typeof path.at(-1) !== 'number') return undefined;
  if (scene.processKey === 'sample.prompts' && typeof path.at(-2) !== 'number') return undefined;
  const { text } = scene.document;
  const start = text.lastIndexOf('[', scene.offset - 1);
  const end = scene.cursor.word.end;
  return { start, end: text.charAt(end) === ']' ? end + 1 : end };
}

function inDoubleQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
