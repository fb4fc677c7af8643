import * as vscode from 'vscode';
import type { ValueChange } from '../../../core/runs/index';
import { applyChanges, toRange } from '../editor/text-changes';
import type { Server } from '../language-client';

/** Writes values into a config as an edit that Ctrl+Z takes back, and shows the first of them. The file is not saved. */
export async function changeConfig(
  configPath: string,
  changes: readonly ValueChange[],
  server: Server,
): Promise<void> {
  const uri = vscode.Uri.file(configPath);
  const document = await vscode.workspace.openTextDocument(uri);
  const { edits } = await server.setValues(uri, changes);
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
  if (edits.length === 0) {
    vscode.window.setStatusBarMessage('The config has these values already.', 5000);
    return;
  }
  if (!(await applyChanges(uri, edits))) throw new Error(`${configPath} could not be changed.`);
  const [first] = edits;
  if (first !== undefined) editor.revealRange(toRange(first.range), vscode.TextEditorRevealType.InCenter);
}
