import * as vscode from 'vscode';
import type { ProtocolRange, TextChange } from '../../../common/protocol';

/** A range of the server as one of the editor. */
export function toRange({ start, end }: ProtocolRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Changes a file as one edit that Ctrl+Z takes back, without saving it; false when the editor refuses. */
export function applyChanges(uri: vscode.Uri, changes: readonly TextChange[]): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of changes) edit.replace(uri, toRange(range), newText);
  return vscode.workspace.applyEdit(edit);
}
