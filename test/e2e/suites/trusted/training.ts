import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, show, showText } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('Start Qwen training', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('is a command', async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('qwenLora.startTraining'));
  });

  it('runs the toolkit on the active config to its end, apart from the window', async () => {
    // Every character of this name means something to some shell; none may mean anything here.
    const path = 'configs/it\'s "mine"; $(touch pwned) & more.yaml';
    const { execution } = await trainToTheEnd(path, 'short_run');
    assert.ok(!(execution instanceof vscode.ShellExecution), 'The training must not go through a shell.');
    assert.ok(!existsSync(inWorkspace('pwned').fsPath));
    assert.ok(!existsSync(inWorkspace('practice-toolkit/pwned').fsPath));
  });

  it('runs it in the terminal itself when it need not outlive the window', async () => {
    const configuration = vscode.workspace.getConfiguration('qwenLora');
    await configuration.update('keepRunning', false, vscode.ConfigurationTarget.Workspace);
    try {
      const name = 'in the terminal; $(touch pwned).yaml';
      const { execution } = await trainToTheEnd(`configs/${name}`, 'terminal_run');
      assert.ok(execution instanceof vscode.ProcessExecution, 'The training must not go through a shell.');
      const names = execution.args.map((argument) => basename(String(argument)));
      assert.deepEqual(names.slice(0, 2), ['run.py', name]);
      assert.ok(!existsSync(inWorkspace('pwned').fsPath));
    } finally {
      await configuration.update('keepRunning', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('lists the errors of a config instead of starting it', async () => {
    await show('guide-as-written.yaml');
    const user = listeningUser();
    const api = await startExtension();
    const answers = api.answerDialogs(user.dialogs);
    const started: vscode.TaskStartEvent[] = [];
    const listener = vscode.tasks.onDidStartTask((event) => started.push(event));
    try {
      await vscode.commands.executeCommand('qwenLora.startTraining');
      assert.match(user.messages.join('\n'), /not started.*\n[\s\S]*arch/);
      assert.deepEqual(started, []);
    } finally {
      listener.dispose();
      answers.dispose();
    }
  });
});

/** Trains a job of six steps with the practice toolkit and answers its task, after everything was checked. */
async function trainToTheEnd(path: string, jobName: string): Promise<vscode.Task> {
  const sound = readFileSync(inWorkspace('maya-qwen-image.yaml').fsPath, 'utf8');
  const short = sound
    .replace('name: "maya_qwen_image"', `name: "${jobName}"`)
    .replace('steps: 320', 'steps: 6')
    .replace(/save_every: \d+/, 'save_every: 3')
    .replace(/sample_every: \d+/, 'sample_every: 3');
  await showText(path, short);

  const user = listeningUser();
  const api = await startExtension();
  const answers = api.answerDialogs(user.dialogs);
  const ended: vscode.TaskProcessEndEvent[] = [];
  const listener = vscode.tasks.onDidEndTaskProcess((event) => ended.push(event));
  try {
    await vscode.commands.executeCommand('qwenLora.startTraining');
    const event = await waitFor('the training to end', () => ended[0], {
      timeoutMs: 50_000,
      seen: () => user.messages,
    });
    assert.equal(event.exitCode, 0);
    assert.ok(event.execution.task.name.includes(jobName), event.execution.task.name);
    assert.ok(existsSync(inWorkspace(`output/${jobName}/${jobName}.safetensors`).fsPath));
    return event.execution.task;
  } finally {
    listener.dispose();
    answers.dispose();
  }
}
