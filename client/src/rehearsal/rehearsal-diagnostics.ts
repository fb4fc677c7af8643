import * as vscode from 'vscode';
import type { RehearsalFailure } from '../../../core/rehearsal/index';
import { followLine } from './follow-line';

export interface RehearsalDiagnostics extends vscode.Disposable {
  /** Shows a failure at its line, instead of what an earlier rehearsal showed; undefined takes that away. */
  show(uri: vscode.Uri, failure: RehearsalFailure | undefined): Promise<void>;
}

/** The failures of rehearsals as diagnostics with the source "rehearsal". One goes when its line is edited. */
export function createRehearsalDiagnostics(): RehearsalDiagnostics {
  const collection = vscode.languages.createDiagnosticCollection('rehearsal');
  const watch = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const [shown] = collection.get(document.uri) ?? [];
    if (!shown || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      endLine: range.end.line,
      text,
    }));
    const line = followLine(shown.range.start.line, changes);
    if (line === undefined || line >= document.lineCount) collection.delete(document.uri);
    else if (line !== shown.range.start.line)
      collection.set(document.uri, [diagnosticAt(document, line, shown)]);
  });
  return {
    async show(uri, failure) {
      collection.delete(uri);
      if (!failure) return;
      const document = await vscode.workspace.openTextDocument(uri);
      const line = Math.min(Math.max(0, (failure.line ?? 1) - 1), document.lineCount - 1);
      const message = `${failure.message} ${failure.remedy}`.trim();
      collection.set(uri, [diagnosticAt(document, line, { message, code: failure.reason })]);
    },
    dispose() {
      watch.dispose();
      collection.dispose();
    },
  };
}

function diagnosticAt(
  document: vscode.TextDocument,
  line: number,
  { message, code }: Pick<vscode.Diagnostic, 'message' | 'code'>,
): vscode.Diagnostic {
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(line);
  const text = new vscode.Range(line, firstNonWhitespaceCharacterIndex, line, range.end.character);
  const diagnostic = new vscode.Diagnostic(text, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'rehearsal';
  if (code !== undefined) diagnostic.code = code;
  return diagnostic;
}
