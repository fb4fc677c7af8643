import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, show } from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('the outline and what goes with it in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('names datasets and prompts as a person would', async () => {
    const { document } = await show('maya-qwen-image.yaml');
    const symbols = await waitFor('our symbols', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.length > 0 ? found : undefined;
    });
    assert.deepEqual(allNames(symbols), [
      'maya_qwen_image',
      'diffusion_trainer',
      'trigger word maya_char',
      'network',
      'save',
      'logging',
      'datasets',
      'dataset 40_maya_char · 512',
      'dataset 20_maya_char_realbody · 512',
      'train',
      'model',
      'sample',
      'sample prompt 1: maya_char, portrait…',
      'sample prompt 2: maya_char, full body…',
      'sample prompt 3: maya_char, upper body…',
    ]);
  });

  it('links dataset folders and checkpoints', async () => {
    const { document } = await show('maya-qwen-image.yaml');
    const links = await waitFor('the links', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
        100,
      );
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      links.map(({ range, target }) => [document.getText(range), target?.toString()]),
      [
        ['dataset/40_maya_char', inWorkspace('dataset/40_maya_char').toString()],
        ['dataset/20_maya_char_realbody', inWorkspace('dataset/20_maya_char_realbody').toString()],
        ['Qwen/Qwen-Image', 'https://huggingface.co/Qwen/Qwen-Image'],
      ],
    );
  });

  it('renames the trigger word in config and prompts', async () => {
    const { document } = await show('maya-qwen-image.yaml');
    const before = document.getText();
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      document.positionAt(before.indexOf('maya_char"') + 2),
      'nora_char',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), before.replaceAll(/(?<=trigger_word: "|- ")maya_char/g, 'nora_char'));
  });

  it('folds processes, datasets and samples', async () => {
    const { document } = await show('maya-qwen-image.yaml');
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const heads = ranges.map(({ start }) => document.lineAt(start).text.trim());
    for (const head of [
      '- type: "diffusion_trainer"',
      'datasets:',
      '- folder_path: "dataset/40_maya_char"',
      '- folder_path: "dataset/20_maya_char_realbody"',
      'prompts:',
    ]) {
      assert.ok(heads.includes(head), `${head} in ${heads.join(', ')}`);
    }
  });
});

function allNames(symbols: readonly vscode.DocumentSymbol[]): string[] {
  return symbols.flatMap(({ name, children }) => [name, ...allNames(children)]);
}
