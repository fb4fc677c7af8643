import * as vscode from 'vscode';
import type { RuleDocs } from '../commands/open-rule-docs';
import { notificationText } from '../launch/notification-text';
import { ruleCodeOfPath } from './rule-pages';

/** Opens `<scheme>://qwen-lora.qwen-lora-trainer/rules/<code>`, which is where a finding's code links to. */
export function createUriHandler(docs: RuleDocs): vscode.UriHandler {
  return {
    handleUri: async (uri) => {
      const code = ruleCodeOfPath(uri.path);
      if (code === undefined) {
        void vscode.window.showErrorMessage(notificationText(`Qwen LoRA Trainer has no page '${uri.path}'.`));
        return;
      }
      await docs.open(code);
    },
  };
}
