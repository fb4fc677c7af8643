import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, show, waitForDiagnostic } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';

describe('an untrusted workspace', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false, 'The suite needs an untrusted workspace.');
    await startExtension();
  });
  afterEach(closeAll);

  it('gets diagnostics', async () => {
    const { document } = await show('guide-as-written.yaml');
    await waitForDiagnostic(document, 'qwen-arch-missing');
  });

  it('cannot rehearse, and says why', async () => {
    await show('maya-qwen-image.yaml');
    const user = listeningUser();
    const answers = (await startExtension()).answerDialogs(user.dialogs);
    try {
      await vscode.commands.executeCommand('qwenLora.rehearseTraining');
      assert.match(user.messages.join('\n'), /A rehearsal needs a trusted workspace/);
    } finally {
      answers.dispose();
    }
  });

  it('cannot start a training, and says why', async () => {
    await show('maya-qwen-image.yaml');
    const user = listeningUser();
    const api = await startExtension();
    const answers = api.answerDialogs(user.dialogs);
    const started: vscode.TaskStartEvent[] = [];
    const listener = vscode.tasks.onDidStartTask((event) => started.push(event));
    try {
      await vscode.commands.executeCommand('qwenLora.startTraining');
      assert.match(user.messages.join('\n'), /trust/i);
      assert.deepEqual(started, []);
    } finally {
      listener.dispose();
      answers.dispose();
    }
  });
});
