import * as vscode from 'vscode';

/** The extension's one log channel. Its level follows the editor's "Set Log Level" command. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Qwen LoRA Trainer', { log: true });
}
