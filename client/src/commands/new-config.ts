import * as vscode from 'vscode';

/** Opens a new config, written by the snippet for a character, with the cursor in its first blank. */
export async function newConfig(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.insertSnippet', {
    langId: 'yaml',
    name: 'Qwen character LoRA',
  });
}
