import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './wait-for';

/** Types as the keyboard does: brackets close themselves, Enter indents. */
export async function type(text: string): Promise<void> {
  await vscode.commands.executeCommand('type', { text });
}

/**
 * Types the first letters of a suggestion, opens the editor's suggest widget, and accepts its first entry.
 *
 * @param label the suggestion that must be on offer
 * @param letters what is typed first; nothing when omitted
 */
export async function choose(editor: vscode.TextEditor, label: string, letters = ''): Promise<void> {
  if (letters !== '') await type(letters);
  await waitFor(
    `'${label}' to be offered`,
    async () => ((await labelsAt(editor)).includes(label) ? true : undefined),
    { seen: () => aroundCursor(editor) },
  );
  const before = editor.document.getText();
  let attempts = 0;
  await waitFor(
    `'${label}' to be accepted`,
    async () => {
      // Whatever typing has opened by itself was asked for an older text, and an answer that is overtaken closes the
      // widget again; so it is opened anew now and then.
      if (attempts++ % attemptsPerOpening === 0) await openSuggestions();
      // Without an open widget this does nothing.
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return editor.document.getText() === before ? undefined : true;
    },
    { seen: () => aroundCursor(editor) },
  );
}

/** How often acceptance is tried (every 50 ms) before the suggestions are opened again. */
const attemptsPerOpening = 40;

async function openSuggestions(): Promise<void> {
  await vscode.commands.executeCommand('hideSuggestWidget');
  await vscode.commands.executeCommand('editor.action.triggerSuggest');
}

/** Leaves the places of a snippet that are still to be filled in, as they are. */
export async function leaveSnippet(): Promise<void> {
  await vscode.commands.executeCommand('hideSuggestWidget');
  await vscode.commands.executeCommand('leaveSnippet');
}

/** Opens an empty line next to the cursor's, and moves it by some levels to the right, or to the left when negative. */
export async function newLine(where: 'above' | 'below', levels = 0): Promise<void> {
  await vscode.commands.executeCommand(`editor.action.insertLine${where === 'above' ? 'Before' : 'After'}`);
  const shift = levels > 0 ? 'editor.action.indentLines' : 'editor.action.outdentLines';
  for (let level = 0; level < Math.abs(levels); level++) await vscode.commands.executeCommand(shift);
}

/** Puts the cursor at the end of the only line that holds a text. */
export function goToEndOf(editor: vscode.TextEditor, text: string): void {
  const { end } = editor.document.lineAt(onlyPlaceOf(editor, text).start).range;
  editor.selection = new vscode.Selection(end, end);
}

/** Selects a text that stands in the document once, so that typing replaces it. */
export function select(editor: vscode.TextEditor, text: string): void {
  const { start, end } = onlyPlaceOf(editor, text);
  editor.selection = new vscode.Selection(start, end);
}

function onlyPlaceOf({ document }: vscode.TextEditor, text: string): vscode.Range {
  const all = document.getText();
  const offset = all.indexOf(text);
  assert.ok(offset >= 0 && offset === all.lastIndexOf(text), `One '${text}' in:\n${all}`);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}

async function labelsAt({ document, selection }: vscode.TextEditor): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
  );
  return found.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

function aroundCursor({ document, selection }: vscode.TextEditor): string {
  const before = new vscode.Range(new vscode.Position(0, 0), selection.active);
  return `${document.getText(before)}|`;
}
