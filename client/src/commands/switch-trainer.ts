import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toRange } from '../editor/text-changes';
import type { Server } from '../language-client';
import type { Dialogs } from '../launch/dialogs';

/** The label of the button that offers it. */
export const switchTrainerLabel = 'Switch to diffusion_trainer';

/**
 * Writes `diffusion_trainer` instead of a config's `sd_trainer`: the same training, which can also be controlled while
 * it runs. The edit is the editor's own, so Ctrl+Z takes it back; so does the message's button.
 */
export async function switchTrainer(configPath: string, server: Server, dialogs: Dialogs): Promise<void> {
  const uri = vscode.Uri.file(configPath);
  const document = await vscode.workspace.openTextDocument(uri);
  const { job } = await server.checkConfig(uri);
  const range = job?.typeRange && toRange(job.typeRange);
  const before = range && document.getText(range);
  const file = basename(configPath);
  if (range === undefined || before === undefined || !/\bsd_trainer\b/.test(before)) {
    await dialogs.notify('information', `${file} does not say type: sd_trainer any more.`);
    return;
  }
  await vscode.window.showTextDocument(document);
  const after = before.replace(/\bsd_trainer\b/, 'diffusion_trainer');
  if (!(await replace(document, range, after))) throw new Error(`${file} could not be changed.`);

  const undo = 'Undo';
  const { version } = document;
  const answer = await dialogs.notify(
    'information',
    `${file} now says type: diffusion_trainer. From its next start on, it can be saved on demand and stopped without loss.`,
    undo,
  );
  if (answer !== undo) return;
  if (document.version !== version) {
    await dialogs.notify('information', `${file} was changed since, so it is left as it is.`);
    return;
  }
  const start = document.offsetAt(range.start);
  const written = new vscode.Range(range.start, document.positionAt(start + after.length));
  await replace(document, written, before);
}

async function replace(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  return vscode.workspace.applyEdit(edit);
}
