import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type CompletionItem, TextEdit } from 'vscode-languageserver-types';
import { type CompletionOptions, complete } from '../../core/editor/completion';
import { parseConfigDocument } from '../../core/syntax/config-document';
import { readCursor } from './cursor';
import { schema } from './find-in-text';

/** The completions at a cursor mark, as an editor lists them before anything is filtered. */
export interface Completions {
  readonly items: readonly CompletionItem[];
  readonly labels: readonly string[];
  item(label: string): CompletionItem;
  /** The text after accepting an item. */
  accept(label: string): string;
}

export interface CompleteOptions extends Partial<CompletionOptions> {
  readonly format?: 'yaml' | 'json';
}

/** A client without snippets, so that the texts can be compared as they stand. */
export const plainClient: CompletionOptions['abilities'] = {
  snippets: false,
  markdown: true,
  insertTextMode: true,
  deprecatedTag: true,
};

export async function completeAt(marked: string, options: CompleteOptions = {}): Promise<Completions> {
  const { text, offset } = readCursor(marked);
  const { format = 'yaml', ...rest } = options;
  const found = await complete(parseConfigDocument(text, format), offset, schema, {
    useCase: 'character',
    abilities: plainClient,
    ...rest,
  });
  const items = [...found].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
  const labels = items.map(({ label }) => label);
  const item = (label: string): CompletionItem => {
    const chosen = items.find((each) => each.label === label);
    assert.ok(chosen, `no '${label}' among: ${labels.join(', ')}\nat:\n${marked}`);
    return chosen;
  };
  return { items, labels, item, accept: (label) => acceptItem(text, item(label)) };
}

/** A text after an item of a client without snippets is accepted. */
export function acceptItem(text: string, item: CompletionItem): string {
  const edit = item.textEdit;
  assert.ok(edit && TextEdit.is(edit), 'an edit of the text');
  assert.equal(edit.range.start.line, edit.range.end.line, 'the protocol wants the edit on one line');
  const document = TextDocument.create('file:///config', 'yaml', 1, text);
  return TextDocument.applyEdits(document, [edit, ...(item.additionalTextEdits ?? [])]);
}

/** The text above the sections of a process. */
export const head = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      trigger_word: maya_char
`;

/** The text of a process, its lines indented as they stand in it. */
export function inProcess(lines: string): string {
  const indented = lines.split('\n').map((line) => (line === '' ? line : `      ${line}`));
  return `${head}${indented.join('\n')}`;
}

/** Expects the text that accepting an item of that label leaves. */
export async function expectText(marked: string, label: string, expected: string): Promise<void> {
  const { accept } = await completeAt(marked);
  assert.equal(accept(label), expected);
}
