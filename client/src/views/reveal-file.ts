import path from 'node:path';
import * as vscode from 'vscode';
import type { Dialogs } from '../launch/dialogs';

/**
 * Shows a file or folder where the user can do something with it: in the file manager of this computer, else in the
 * explorer. A window over a remote machine or in a browser has no file manager for its files.
 */
export async function revealFile(file: string, dialogs: Dialogs): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const add = 'Add its folder to the workspace';
  const copy = 'Copy path';
  const answer = await dialogs.notify('information', `${file} is not in this workspace.`, add, copy);
  if (answer === copy) await vscode.env.clipboard.writeText(file);
  if (answer !== add) return;
  const isFolder = ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  const folder = vscode.Uri.file(isFolder ? file : path.dirname(file));
  vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders?.length ?? 0, 0, { uri: folder });
}
