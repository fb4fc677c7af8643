import * as vscode from 'vscode';
import { buildCommandLine } from '../launch/command-line';
import { commandText, shellOf } from '../launch/command-text';
import type { Dialogs } from '../launch/dialogs';
import type { Launch } from '../launch/prepare-launch';

/** Copies what the last training ran, as one line to paste into a terminal, without secrets. */
export async function copyTrainingCommand(last: Launch | undefined, dialogs: Dialogs): Promise<void> {
  if (last === undefined) {
    await dialogs.notify('information', 'No training was started in this window yet.');
    return;
  }
  const command = buildCommandLine(last.request);
  await vscode.env.clipboard.writeText(commandText(command, shellOf(process.platform)));
}
