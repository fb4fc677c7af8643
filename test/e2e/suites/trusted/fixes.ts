import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  inWorkspace,
  show,
  showText,
  waitForDiagnostic,
  waitForSilence,
} from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('fixes in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('fixes `train_text_encoder: true` from the light bulb', async () => {
    const { document } = await show('text-encoder.yaml');
    const diagnostic = await waitForDiagnostic(document, 'qwen-text-encoder');
    const action = await waitFor('the fix', async () => {
      const actions = await codeActions(document.uri, diagnostic.range, vscode.CodeActionKind.QuickFix);
      return actions.find(({ isPreferred }) => isPreferred === true);
    });
    assert.equal(action.title, "Change to 'false'");
    assert.ok(action.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(document.getText(), /^ {8}train_text_encoder: false # the guide says no$/m);
    await waitForSilence(document, 'qwen-text-encoder');
  });

  it('offers to disable a finding for the line and for the file', async () => {
    const { document } = await show('text-encoder.yaml');
    const diagnostic = await waitForDiagnostic(document, 'qwen-text-encoder');
    const actions = await codeActions(document.uri, diagnostic.range, vscode.CodeActionKind.QuickFix);
    const inserted = actions
      .flatMap(({ edit }) => edit?.get(document.uri) ?? [])
      .map(({ newText }) => newText.trim());
    assert.ok(inserted.includes('# qwen-lora-disable-next-line qwen-text-encoder'), inserted.join());
    assert.ok(inserted.includes('# qwen-lora-disable qwen-text-encoder'), inserted.join());
  });

  it('fixes everything when a file is saved', async () => {
    const configuration = vscode.workspace.getConfiguration('editor');
    const target = vscode.ConfigurationTarget.Workspace;
    await configuration.update('codeActionsOnSave', { 'source.fixAll.qwenLora': 'explicit' }, target);
    try {
      const original = new TextDecoder().decode(
        await vscode.workspace.fs.readFile(inWorkspace('text-encoder.yaml')),
      );
      const editor = await showText('fix-on-save.yaml', original);
      await waitForDiagnostic(editor.document, 'qwen-text-encoder');
      // Only a changed document is saved.
      const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
      await editor.edit((edit) => edit.insert(end, '# changed\n'));
      assert.ok(await editor.document.save());
      const text = editor.document.getText();
      assert.match(text, /^ {8}train_text_encoder: false # the guide says no$/m);
      assert.match(text, /^ {10}resolution: 1024 # one size$/m);
      assert.match(text, /^# changed$/m);
      await waitForSilence(editor.document, 'qwen-text-encoder');
      await waitForSilence(editor.document, 'duplicate-resolution');
    } finally {
      await configuration.update('codeActionsOnSave', undefined, target);
    }
  });
});

async function codeActions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind.value,
  );
}
