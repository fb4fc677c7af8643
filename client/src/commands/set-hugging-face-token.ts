import type * as vscode from 'vscode';
import type { Dialogs } from '../launch/dialogs';
import { tokenKey } from '../launch/editor-launch-host';

/** Keeps the token in the editor's secret storage, from where it reaches only the training process. Empty removes it. */
export async function setHuggingFaceToken(secrets: vscode.SecretStorage, dialogs: Dialogs): Promise<void> {
  const token = await dialogs.askSecret(
    'Hugging Face token',
    'Kept in the secret storage and given to training as HF_TOKEN. Leave empty to remove it.',
  );
  if (token === undefined) return;
  if (token.trim() === '') {
    await secrets.delete(tokenKey);
    await dialogs.notify('information', 'The Hugging Face token was removed.');
    return;
  }
  await secrets.store(tokenKey, token.trim());
  await dialogs.notify('information', 'The Hugging Face token was saved. Training gets it as HF_TOKEN.');
}
