import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, show, showText } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('Start Qwen training', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('is in the palette under that name', async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('qwenLora.startTraining'));
  });

  it('runs the toolkit on the active config in a terminal, to its end', async () => {
    // Every character of this name means something to some shell; none may mean anything here.
    const path = 'configs/it\'s "mine"; $(touch pwned) & more.yaml';
    const sound = readFileSync(inWorkspace('maya-qwen-image.yaml').fsPath, 'utf8');
    const short = sound
      .replace('name: "maya_qwen_image"', 'name: "short_run"')
      .replace('steps: 320', 'steps: 6')
      .replace(/save_every: \d+/, 'save_every: 3')
      .replace(/sample_every: \d+/, 'sample_every: 3');
    assert.notEqual(short, sound);
    await showText(path, short);

    const user = listeningUser();
    const api = await startExtension();
    const answers = api.answerDialogs(user.dialogs);
    const ended: vscode.TaskProcessEndEvent[] = [];
    const listener = vscode.tasks.onDidEndTaskProcess((event) => ended.push(event));
    try {
      const run = vscode.commands.executeCommand('qwenLora.startTraining');
      const event = await waitFor('the training to end', () => ended[0], {
        timeoutMs: 50_000,
        seen: () => user.messages,
      });
      await run;
      assert.equal(event.exitCode, 0);
      assert.match(event.execution.task.name, /short_run/);
      const { execution } = event.execution.task;
      assert.ok(execution instanceof vscode.ProcessExecution, 'The training must not go through a shell.');
      assert.ok(execution.args.includes(inWorkspace(path).fsPath));
    } finally {
      listener.dispose();
      answers.dispose();
    }
    assert.ok(existsSync(inWorkspace('output/short_run/short_run.safetensors').fsPath));
    assert.ok(!existsSync(inWorkspace('pwned').fsPath));
    assert.ok(!existsSync(inWorkspace('practice-toolkit/pwned').fsPath));
  });

  it('lists the errors of a config instead of starting it', async () => {
    const { document } = await show('guide-as-written.yaml');
    assert.match(document.getText(), /is_qwen/);
    const user = listeningUser();
    const api = await startExtension();
    const answers = api.answerDialogs(user.dialogs);
    const started: vscode.TaskStartEvent[] = [];
    const listener = vscode.tasks.onDidStartTask((event) => started.push(event));
    try {
      await vscode.commands.executeCommand('qwenLora.startTraining');
      assert.ok(user.messages.length > 0, 'The user was told nothing.');
      assert.match(user.messages.join('\n'), /arch/);
      assert.deepEqual(started, []);
    } finally {
      listener.dispose();
      answers.dispose();
    }
  });
});
