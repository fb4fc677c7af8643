import * as vscode from 'vscode';
import { commandText, shellOf } from '../launch/command-text';
import type { Dialogs } from '../launch/dialogs';
import type { Launch } from '../launch/prepare-launch';

/** Copies what the last training ran, as one line to paste into a terminal, without secrets. */
export async function copyTrainingCommand(last: Launch | undefined, dialogs: Dialogs): Promise<void> {
  if (last === undefined) {
    await dialogs.notify('information', 'No training was started in this window yet.');
    return;
  }
  await vscode.env.clipboard.writeText(commandText(last.command, shellOf(process.platform)));
}
