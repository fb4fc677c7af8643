import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckpointButton, RunButton, SampleButton } from '../../../../common/dashboard-page';
import type { ValueChange } from '../../../../core/runs/index';
import type { Dialogs } from '../../launch/dialogs';
import type { RunRecord } from '../../runs/run-record';
import type { RunReading } from '../../runs/watch/run-watch';
import { revealFile } from '../reveal-file';
import { checkpointPaths, keepCheckpoint, prepareUndo } from './checkpoint-files';
import { findErrorLine } from './find-error-line';
import type { KnownIncident } from './incident-views';

export type RunOrder = Extract<RunButton, 'save' | 'sample' | 'save-and-stop' | 'stop'>;

/** What the buttons of the page need of the rest of the extension. */
export interface DashboardHost {
  readonly dialogs: Dialogs;
  /** Does something with a run that is followed. */
  order(record: RunRecord, order: RunOrder): Promise<void>;
  start(configPath: string): Promise<void>;
  /** Compares the checkpoints of a run, by its job folder. */
  compare(folder: string): Promise<void>;
  /** Checks a LoRA and copies it to ComfyUI. */
  copyToComfy(file: string): Promise<void>;
  /** Makes a ComfyUI workflow for a checkpoint. */
  exportWorkflow(file: string): Promise<void>;
  /** Changes values of a config as an edit that can be undone; shows the file. */
  changeConfig(configPath: string, changes: readonly ValueChange[]): Promise<void>;
}

/** A button of the page's head. */
export async function pressButton(
  button: RunButton,
  reading: RunReading,
  host: DashboardHost,
): Promise<void> {
  const { folder, logPath, record } = reading.place;
  switch (button) {
    case 'save':
    case 'sample':
    case 'save-and-stop':
    case 'stop':
      if (record === undefined)
        throw new Error('This training was started elsewhere and cannot be controlled from here.');
      return host.order(record, button);
    case 'start':
      if (record !== undefined) await host.start(record.configPath);
      return;
    case 'compare':
      return host.compare(folder);
    case 'folder':
      return revealFile(folder, host.dialogs);
    case 'log':
      if (logPath === undefined) throw new Error('The folder has no log.');
      return showLog(logPath);
    case 'config':
      if (record !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(record.configPath));
  }
}

async function showLog(logPath: string): Promise<void> {
  const line = (await findErrorLine(logPath)) ?? 0;
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(logPath), { selection });
}

/** A button of a checkpoint. */
export async function pressCheckpoint(
  button: Exclude<CheckpointButton, 'check'>,
  name: string,
  { place }: RunReading,
  host: DashboardHost,
): Promise<void> {
  const file = await checkpointFile(place.folder, name);
  switch (button) {
    case 'keep':
      return keepCheckpoint(place.folder, name);
    case 'use':
      return host.copyToComfy(file);
    case 'workflow':
      return host.exportWorkflow(file);
    case 'reveal':
      return revealFile(file, host.dialogs);
    case 'copy':
      await vscode.env.clipboard.writeText(file);
      vscode.window.setStatusBarMessage(`Copied ${file}`, 4000);
      return;
    case 'delete':
      return deleteCheckpoint(place.folder, name, file, host.dialogs);
  }
}

/** Where a checkpoint of a run is. Throws in words when it is gone. */
export async function checkpointFile(folder: string, name: string): Promise<string> {
  const file = await existing(checkpointPaths(folder, name));
  if (file === undefined) throw new Error(`${name} is not there any more.`);
  return file;
}

async function existing(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const found = await vscode.workspace.fs.stat(vscode.Uri.file(file)).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

async function deleteCheckpoint(folder: string, name: string, file: string, dialogs: Dialogs): Promise<void> {
  const undo = path.dirname(file) === folder ? await prepareUndo(folder, name) : undefined;
  const uri = vscode.Uri.file(file);
  const trashed = await vscode.workspace.fs.delete(uri, { useTrash: true }).then(
    () => true,
    () => false,
  );
  if (!trashed && !(await deleteForGood(uri, name, dialogs))) {
    await undo?.forget();
    return;
  }
  const restore = 'Undo';
  const where = trashed ? `${name} was moved to the trash.` : `${name} was deleted.`;
  const answer = await dialogs.notify('information', where, ...(undo === undefined ? [] : [restore]));
  if (answer === restore) await undo?.restore();
  await undo?.forget();
}

/** A remote machine or a network drive may have no trash. */
async function deleteForGood(uri: vscode.Uri, name: string, dialogs: Dialogs): Promise<boolean> {
  const sure = 'Delete';
  const answer = await dialogs.notify('warning', `There is no trash on this machine. Delete ${name}?`, sure);
  if (answer !== sure) return false;
  await vscode.workspace.fs.delete(uri);
  return true;
}

/** A button of a sample. */
export async function pressSample(
  button: SampleButton,
  name: string,
  { place }: RunReading,
  host: DashboardHost,
): Promise<void> {
  const file = path.join(place.folder, 'samples', name);
  if (button === 'reveal') return revealFile(file, host.dialogs);
  const target = await vscode.window.showSaveDialog({
    title: 'Save the sample',
    defaultUri: vscode.Uri.file(
      path.join(path.dirname(place.folder), `${path.basename(place.folder)}-${name}`),
    ),
  });
  if (target !== undefined) await copyFile(file, target.fsPath);
}

/** A button of a remedy. */
export async function pressRemedy(
  incident: KnownIncident | undefined,
  remedy: string,
  configPath: string | undefined,
  host: DashboardHost,
): Promise<void> {
  const chosen = incident?.remedies.find(({ id }) => id === remedy);
  if (chosen === undefined || chosen.changes.length === 0) return;
  if (configPath === undefined) throw new Error('It is not known which config this run was started from.');
  await host.changeConfig(configPath, chosen.changes);
}
