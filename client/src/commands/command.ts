import * as vscode from 'vscode';
import { notificationText } from '../launch/notification-text';
import type { Logger } from '../logger';

/**
 * Registers a command inside the client's error boundary: what it throws is logged with its stack, and told to the
 * user with the one action that helps, because a command is something that the user asked for.
 */
export function registerCommand(
  log: Logger & { show(): void },
  id: string,
  run: (...args: unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      log.error(`${id} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      const message = error instanceof Error ? error.message : String(error);
      void vscode.window
        .showErrorMessage(notificationText(`Qwen LoRA Trainer: ${message}`), 'Show log')
        .then((answer) => {
          if (answer === 'Show log') log.show();
        });
      return undefined;
    }
  });
}
