import * as vscode from 'vscode';
import type { RunRecord } from './run-record';

/** Whether a run belongs to this window. One whose config lies outside of all folders belongs to any. */
export function belongsHere({ configPath, workspaceFolder }: RunRecord): boolean {
  return (
    workspaceFolder === undefined ||
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(configPath)) !== undefined
  );
}
