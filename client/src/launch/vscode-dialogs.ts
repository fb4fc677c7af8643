import * as vscode from 'vscode';
import type { Dialogs, PickItem } from './dialogs';
import { notificationText } from './notification-text';

/** The dialogs of the editor: notifications and quick picks, and the file dialog for a folder. */
export const editorDialogs: Dialogs = {
  async notify(level, message, ...actions) {
    const text = notificationText(message);
    switch (level) {
      case 'information':
        return vscode.window.showInformationMessage(text, ...actions);
      case 'warning':
        return vscode.window.showWarningMessage(text, ...actions);
      case 'error':
        return vscode.window.showErrorMessage(text, ...actions);
    }
  },

  pick: <T>(items: readonly PickItem<T>[], options: { title: string; placeholder?: string }) =>
    new Promise<T | undefined>((resolve) => {
      const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly choice: PickItem<T> }>();
      pick.title = options.title;
      pick.placeholder = options.placeholder;
      pick.ignoreFocusOut = true;
      pick.matchOnDescription = true;
      pick.matchOnDetail = true;
      pick.items = items.map((choice) => ({
        label: choice.label,
        ...(choice.description === undefined ? {} : { description: choice.description }),
        ...(choice.detail === undefined ? {} : { detail: choice.detail }),
        choice,
      }));
      // An empty list here would leave nothing highlighted, and Enter would choose nothing.
      const preselected = pick.items.find(({ choice }) => choice.preselected === true);
      if (preselected) pick.activeItems = [preselected];
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.choice.value);
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    }),

  async pickFolder(title) {
    const chosen = await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: 'Use this folder',
    });
    return chosen?.[0]?.fsPath;
  },

  async askText({ title, prompt, value, problem }) {
    return vscode.window.showInputBox({
      title,
      prompt,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => problem(text),
    });
  },

  async askSecret(title, prompt) {
    return vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  },
};

/** Dialogs that can be answered by someone else for a while, such as a suite inside the editor. */
export function replaceableDialogs(standard: Dialogs): {
  readonly dialogs: Dialogs;
  replace(other: Dialogs): vscode.Disposable;
} {
  let current = standard;
  return {
    dialogs: {
      notify: (level, message, ...actions) => current.notify(level, message, ...actions),
      pick: (items, options) => current.pick(items, options),
      pickFolder: (title) => current.pickFolder(title),
      askText: (question) => current.askText(question),
      askSecret: (title, prompt) => current.askSecret(title, prompt),
    },
    replace(other) {
      current = other;
      return new vscode.Disposable(() => {
        current = standard;
      });
    },
  };
}
