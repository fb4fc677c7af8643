import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { copyLora, passesCheck } from '../../comfyui/copy-lora';
import { exportToFile } from '../../comfyui/export-workflow';
import type { PreparedMatrix } from '../../comfyui/matrix/prepare-matrix';
import { readAddress } from '../../comfyui/server/comfy-http';
import { writeWhole } from '../../comfyui/whole-files';
import type { Dialogs } from '../../launch/dialogs';
import type { CompareActions } from './compare-actions';

/** What is remembered between windows: the folder that LoRAs were copied to last. */
export interface LoraFolderMemory {
  get(): string | undefined;
  set(folder: string): Thenable<void>;
}

/** The address as the setting has it; empty when the setting is empty. */
export function comfyAddressSetting(): string {
  const value: unknown = vscode.workspace.getConfiguration('qwenLora').get('comfyui.address');
  return typeof value === 'string' ? value.trim() : '';
}

/** The actions of the compare page, with the editor's dialogs. */
export function editorCompareActions(dialogs: Dialogs, memory: LoraFolderMemory): CompareActions {
  return {
    existing: firstExisting,
    copy: async (file) => (await copyToComfy(file, dialogs, memory)) !== undefined,
    exportWorkflow: (checkpoint) => exportForCheckpoint(checkpoint, dialogs),
    saveSheet,
    serverAddress() {
      if (!vscode.workspace.isTrusted) {
        throw new Error('This workspace is not trusted, so nothing is sent to a server.');
      }
      const written = comfyAddressSetting();
      const address = readAddress(written);
      if (address === undefined) {
        throw new Error(`The setting qwenLora.comfyui.address is not an address: '${written}'.`);
      }
      return address;
    },
    passesCheck: (file) => passesCheck(file, dialogs),
    whileBusy: (what, act) =>
      Promise.resolve(
        vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: what }, act),
      ),
    async mayStart(prepared, address) {
      const send = 'Send';
      return (await dialogs.notify('information', sendQuestion(prepared, address), send)) === send;
    },
    async mayResume(open, address) {
      const send = 'Resume';
      const question = `Collect or send ${counted(open, 'image')} at ${address}? What the server still has is not sent again.`;
      return (await dialogs.notify('information', question, send)) === send;
    },
    upload: async ({ path: file }, http) => http.upload(path.basename(file), await readFile(file)),
  };
}

/** How much goes where, before anything is sent. */
function sendQuestion({ matrix, uploads, bytes, size }: PreparedMatrix, address: string): string {
  const images =
    uploads.length === 0
      ? ''
      : ` and ${counted(uploads.length, 'control image')} (${sizeText(uploads.reduce((sum, each) => sum + each.bytes, 0))})`;
  const note = matrix.manualSigmas
    ? ''
    : ' The server has no ManualSigmas node, so the schedule is only near that of the samples.';
  return `Send ${counted(matrix.cells.length, 'workflow')} (${sizeText(bytes)})${images} to ${address}? The server generates ${counted(matrix.cells.length, 'image')} of ${size} with ${matrix.lora}.${note}`;
}

/** Copies a LoRA to a folder that the user chooses, after a check. */
export async function copyToComfy(
  file: string,
  dialogs: Dialogs,
  memory: LoraFolderMemory,
): Promise<string | undefined> {
  return copyLora(file, {
    dialogs,
    lastFolder: memory.get(),
    keepFolder: async (folder) => void (await memory.set(folder)),
    askName: async (suggested, problemOf) =>
      vscode.window.showInputBox({
        title: 'Name of the LoRA in ComfyUI',
        value: suggested,
        prompt: 'Without .safetensors',
        validateInput: problemOf,
        ignoreFocusOut: true,
      }),
  });
}

/** Exports a workflow for a checkpoint, next to its job folder. */
export async function exportForCheckpoint(checkpoint: string, dialogs: Dialogs): Promise<void> {
  if (!(await passesCheck(checkpoint, dialogs))) return;
  const folder = path.dirname(checkpoint);
  const job = path.basename(folder) === 'kept' ? path.dirname(folder) : folder;
  const source = {
    configPath: path.join(job, 'config.yaml'),
    // Not in the job folder: a name that begins with the job's would be taken for a checkpoint at a resume.
    folder: path.dirname(job),
    checkpoint: path.basename(checkpoint),
  };
  await exportToFile(source, dialogs, openFile);
}

export async function openFile(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

async function saveSheet(png: Uint8Array, jobFolder: string): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Save the contact sheet',
    defaultUri: vscode.Uri.file(
      path.join(path.dirname(jobFolder), `${path.basename(jobFolder)}-contact-sheet.png`),
    ),
    filters: { PNG: ['png'] },
  });
  if (target === undefined) return;
  await writeWhole(target.fsPath, png);
  vscode.window.setStatusBarMessage(`Saved ${target.fsPath}`, 4000);
}

async function firstExisting(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) return file;
  }
  return undefined;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
