import path from 'node:path';
import * as vscode from 'vscode';
import { checkLora } from '../../../server/src/disk/lora/check-lora';
import { loraCheckView } from '../comfyui/lora-check-text';
import type { Dialogs } from '../launch/dialogs';

/** Checks a LoRA file: the one that was clicked, or one that the user chooses. */
export async function checkLoraFile(clicked: unknown, dialogs: Dialogs): Promise<void> {
  const file = clicked instanceof vscode.Uri ? clicked.fsPath : await chooseFile();
  if (file === undefined) return;
  const { summary, loading, problems } = loraCheckView('', await checkLora(file, true));
  const found = problems.map(({ message, remedy }) => `${message} ${remedy}`);
  const level = problems.some(({ stops }) => stops) ? 'warning' : 'information';
  await dialogs.notify(level, [`${path.basename(file)}: ${summary}.`, ...found, ...loading].join(' '));
}

async function chooseFile(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: 'Check LoRA file',
      filters: { safetensors: ['safetensors'] },
    })) ?? [];
  return chosen?.fsPath;
}
