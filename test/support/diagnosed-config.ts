import assert from 'node:assert/strict';
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver-protocol/node';
import type { StdioClient } from './stdio-client';

export const uri = 'file:///somewhere/maya.yaml';
/** A config with findings, one of which has the code `lost-gradients`. */
export const config = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      train:
        steps: 3400
        gradient_accumulation_steps: 4  # as the guide has it
        noise_scheduler: flowmatch
        train_text_encoder: true
      model:
        name_or_path: Qwen/Qwen-Image
        arch: qwen_image
      datasets:
        - folder_path: data
          resolution: 1024
`;

export async function open(
  client: StdioClient,
  documentUri: string,
  languageId: string,
  text: string,
): Promise<void> {
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: documentUri, languageId, version: 1, text },
  });
}

export async function pull(client: StdioClient, documentUri: string): Promise<Diagnostic[]> {
  const report = await client.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri: documentUri },
  });
  assert.equal(report.kind, 'full');
  return report.kind === 'full' ? report.items : [];
}
