import * as vscode from 'vscode';
import { isRuleCode } from '../editor/rule-pages';
import { notificationText } from '../launch/notification-text';

export interface RuleDocs {
  /** Shows a rule's page in the editor's own Markdown preview; without a code, asks which. */
  open(code?: unknown): Promise<void>;
}

export function createRuleDocs(context: vscode.ExtensionContext): RuleDocs {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules');

  const bundledCodes = async (): Promise<string[]> => {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .flatMap(([name, type]) =>
        type === vscode.FileType.File && name.endsWith('.md') ? [name.slice(0, -'.md'.length)] : [],
      )
      .filter(isRuleCode)
      .sort();
  };

  return {
    open: async (argument) => {
      const codes = await bundledCodes();
      const code =
        argument === undefined
          ? await vscode.window.showQuickPick(codes, {
              title: 'Rule documentation',
              placeHolder: 'Which rule shall be explained?',
            })
          : argument;
      if (code === undefined) return;
      if (!isRuleCode(code) || !codes.includes(code)) {
        void vscode.window.showErrorMessage(
          notificationText(`Qwen LoRA Trainer has no rule called '${String(code)}'.`),
        );
        return;
      }
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(folder, `${code}.md`));
    },
  };
}
