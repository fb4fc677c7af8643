import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, ourDiagnostics, show, waitForDiagnostic } from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('a language server that ends', () => {
  afterEach(closeAll);

  it('is started again, and the open file is checked as before', async () => {
    const extension = await startExtension();
    const editor = await show('guide-as-written.yaml');
    const { document } = editor;
    await waitForDiagnostic(document, 'qwen-arch-missing');
    const before = extension.serverProcess();
    assert.ok(before !== undefined);
    process.kill(before, 'SIGKILL');
    const after = await waitFor('another server', () => {
      const now = extension.serverProcess();
      return now === before ? undefined : now;
    });
    assert.notEqual(after, before);
    await editor.edit((edit) => edit.insert(new vscode.Position(document.lineCount, 0), '\nsurprise: 1\n'));
    await waitFor(
      'a finding of the new server',
      () =>
        ourDiagnostics(document.uri).some((each) => document.getText(each.range) === 'surprise') || undefined,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
