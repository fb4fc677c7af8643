import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './wait-for';

/** The first workspace folder. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'No folder is open.');
  return folder;
}

/** The uri of a file in the workspace. */
export function inWorkspace(path: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder().uri, path);
}

/** Opens a file of the workspace in an editor. */
export async function show(path: string): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(inWorkspace(path));
}

/** Writes a file into the workspace and opens it. */
export async function showText(path: string, text: string): Promise<vscode.TextEditor> {
  await vscode.workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
  return await show(path);
}

/** One of our diagnostics as a line of text: severity, code, and the text that is underlined. */
export function describeDiagnostics(document: vscode.TextDocument): string[] {
  return ourDiagnostics(document.uri).map((diagnostic) => {
    const severity = vscode.DiagnosticSeverity[diagnostic.severity].toLowerCase();
    return `${severity} ${codeOf(diagnostic)} ${document.getText(diagnostic.range)}`;
  });
}

/** Our diagnostics of a document, in the order of the text. */
export function ourDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'qwen-lora')
    .sort((one, other) => one.range.start.compareTo(other.range.start));
}

/** The code of a diagnostic, without its link. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** Waits until the document has a diagnostic with this code. */
export async function waitForDiagnostic(
  document: vscode.TextDocument,
  code: string,
): Promise<vscode.Diagnostic> {
  return await waitFor(
    `a '${code}'`,
    () => ourDiagnostics(document.uri).find((diagnostic) => codeOf(diagnostic) === code),
    { seen: () => describeDiagnostics(document) },
  );
}

/** Waits until the document has no diagnostic with this code, or none of ours when no code is given. */
export async function waitForSilence(document: vscode.TextDocument, code?: string): Promise<void> {
  await waitFor(
    code === undefined ? 'silence' : `'${code}' to go`,
    () => {
      const left = ourDiagnostics(document.uri).filter((each) => code === undefined || codeOf(each) === code);
      return left.length === 0 ? true : undefined;
    },
    { seen: () => describeDiagnostics(document) },
  );
}

/** Closes every editor; changes that were not saved are dropped. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
