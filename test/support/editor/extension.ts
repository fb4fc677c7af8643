import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension';

/** The extension under test. */
export function findExtension(): vscode.Extension<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('qwen-lora.qwen-lora-trainer');
  assert.ok(extension, 'The extension is not there.');
  return extension;
}

/** Activates the extension and waits for its language server. */
export async function startExtension(): Promise<ExtensionApi> {
  const api = await findExtension().activate();
  await api.ready;
  return api;
}

export { type Conversation, listeningUser } from '../listening-user';
