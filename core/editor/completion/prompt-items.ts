import { CompletionItemKind } from 'vscode-languageserver-types';
import { promptOf } from '../../profiles/config-skeletons';
import { promptSubjects, promptSuffixes } from '../../profiles/prompt-suffixes';
import type { Span } from '../../syntax/finding';
import type { CompletionContext } from './completion-context';
import type { ItemDraft } from './make-item';
import type { TextParts } from './text-parts';

const promptKeys = new Set(['sample.prompts', 'sample.samples.prompt']);

/** Whether the cursor stands in the text of a sample prompt. */
export function isPrompt(context: CompletionContext): boolean {
  const list = context.processKey === 'sample.prompts';
  return promptKeys.has(context.processKey ?? '') && (!list || context.place.isItem);
}

/** The trigger word, `[trigger]`, whole prompts at the start of one, and the guide's endings behind its words. */
export function promptItems(context: CompletionContext): ItemDraft[] {
  const { cursor } = context;
  const bracket = openBracket(context);
  if (cursor.quote === '' && (cursor.typed === '' || bracket))
    return newPrompts(context, bracket ?? cursor.word);
  return [...triggers(context), ...suffixes(context)];
}

/** A prompt begins: quoted, since a plain `[trigger]` at the start would be read as a list. */
function newPrompts(context: CompletionContext, span: Span): ItemDraft[] {
  const start = context.document.text.slice(span.start, context.offset);
  const draft = (label: string, text: TextParts, sort: string, detail: string): ItemDraft => ({
    label,
    kind: CompletionItemKind.Text,
    text: [context.cursor.tight ? ' "' : '"', ...text, '"'],
    sort,
    span,
    filter: `${start.startsWith('[') ? '' : start}${label}`,
    detail,
  });
  const word = triggerWord(context);
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

function triggers(context: CompletionContext): ItemDraft[] {
  const typed = /\[?[\p{L}\p{N}_-]*$/u.exec(context.cursor.typed)?.[0] ?? '';
  const span = { start: context.offset - typed.length, end: context.offset };
  // An editor closes the bracket by itself; the completion brings its own.
  const closes = typed.startsWith('[') && context.document.text.charAt(context.offset) === ']';
  const word = triggerWord(context);
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

function suffixes(context: CompletionContext): ItemDraft[] {
  const { typed } = context.cursor;
  const whole = context.document.text.slice(context.cursor.word.start, context.cursor.word.end);
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
        span: { start: context.offset - tail.length, end: context.offset },
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

function triggerWord(context: CompletionContext): string | undefined {
  const word = context.process?.text('trigger_word')?.value.trim();
  return word === '' ? undefined : word;
}

/** `- [tri` reads as a list in a list; its bracket is the start of a prompt. */
function openBracket(context: CompletionContext): Span | undefined {
  const { path, opening } = context.cursor;
  if (opening !== 'flow' || typeof path.at(-1) !== 'number') return undefined;
  if (context.processKey === 'sample.prompts' && typeof path.at(-2) !== 'number') return undefined;
  const { text } = context.document;
  const start = text.lastIndexOf('[', context.offset - 1);
  const end = context.cursor.word.end;
  return { start, end: text.charAt(end) === ']' ? end + 1 : end };
}

function inDoubleQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
