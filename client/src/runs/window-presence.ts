import * as vscode from 'vscode';

/** Whether this window is there to be seen. */
export interface WindowPresence {
  /**
   * Resolves as soon as the window answers. The extension host of a page that crashed or lost its network lives on for
   * minutes without one: then it resolves when the page comes back, or never.
   */
  answered(): Promise<void>;
}

/** The list of commands is kept by the window itself, so asking for it is a message there and back. */
export function createWindowPresence(): WindowPresence {
  return {
    answered: async () => {
      await vscode.commands.getCommands(true);
    },
  };
}
