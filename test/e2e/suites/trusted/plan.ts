import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

const config = `job: extension
config:
  name: planned
  process:
    - type: diffusion_trainer
      training_folder: output
      network: { type: lora, linear: 16 }
      train:
        steps: 100
        batch_size: 1
      save:
        save_every: 50
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image, quantize: true }
`;

describe('The plan of a training', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(() => closeAll());

  it('opens as a page that is named after the config', async () => {
    await showText('planned.yaml', config);
    await vscode.commands.executeCommand('qwenLora.showPlan', inWorkspace('planned.yaml'));
    const labels = () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label),
      );
    await waitFor('the page', () => labels().includes('Plan: planned.yaml') || undefined, { seen: labels });
  });

  it('has its numbers at the end of their lines', async () => {
    const { document } = await showText('planned.yaml', config);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const shown = async () => {
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        all,
      );
      const labels = hints.map(({ label }) =>
        typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
      );
      return labels.length > 0 ? labels : undefined;
    };
    const labels = await waitFor('the hints', shown);
    assert.ok(
      labels.some((label) => label.startsWith('147 M parameters')),
      labels.join('\n'),
    );
    assert.ok(
      labels.some((label) => label.startsWith('1 checkpoint')),
      labels.join('\n'),
    );
  });
});
