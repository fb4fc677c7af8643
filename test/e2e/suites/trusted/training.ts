import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, show, showText } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import {
  finalFileOf,
  logOf,
  type PracticeJob,
  practiceConfig,
  startsOf,
} from '../../../support/editor/practice-jobs';
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

  // Every one of these names means something to some shell or program; none may mean anything here.
  const hostileNames = [
    `it's "mine"; $(touch pwned) & more.yaml`,
    'a; rm -rf ~.yaml',
    '$(touch pwned).yaml',
    '--recover.yaml',
    'two\nlines.yaml',
    'gestern 🌙 übt.yaml',
  ];

  for (const [at, name] of hostileNames.entries()) {
    it(`runs exactly ${JSON.stringify(name)}, apart from the window`, async () => {
      const job = `apart_${at}`;
      const { execution } = await trainToTheEnd(`configs/${name}`, { name: job, steps: 6 });
      assert.ok(!(execution instanceof vscode.ShellExecution), 'The training must not go through a shell.');
      assertStartedOnce(job, (config) => {
        // diffusion_trainer gets a copy, which names its control channel, under the same name.
        assert.equal(basename(config), name);
        assert.notEqual(config, inWorkspace(`configs/${name}`).fsPath);
      });
    });
  }

  describe('that need not outlive the window', () => {
    const configuration = () => vscode.workspace.getConfiguration('qwenLora');
    before(() => configuration().update('keepRunning', false, vscode.ConfigurationTarget.Workspace));
    after(() => configuration().update('keepRunning', undefined, vscode.ConfigurationTarget.Workspace));

    for (const [at, name] of hostileNames.entries()) {
      it(`runs exactly ${JSON.stringify(name)} in the terminal itself`, async () => {
        const job = `inside_${at}`;
        const type = 'sd_trainer';
        const { execution } = await trainToTheEnd(`inside/${name}`, { name: job, steps: 6, type });
        assert.ok(execution instanceof vscode.ProcessExecution, 'The training must not go through a shell.');
        assertStartedOnce(job, (config) => assert.equal(config, inWorkspace(`inside/${name}`).fsPath));
      });
    }
  });

  it('goes to the first error of its list by Enter alone', async () => {
    const editor = await show('guide-as-written.yaml');
    const started = vscode.commands.executeCommand('qwenLora.startTraining');
    await waitFor('the first error to be shown', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return editor.selection.isEmpty ? undefined : true;
    });
    await started;
    assert.equal(editor.document.getText(editor.selection), 'model');
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

/** The job was one process, with these words and no others; and none of the names was run. */
function assertStartedOnce(job: string, isRightConfig: (config: string) => void): void {
  const [only, ...more] = startsOf(job);
  assert.ok(only);
  assert.deepEqual(more, []);
  const [script, config, ...rest] = only.argv;
  assert.equal(script, inWorkspace('practice-toolkit/run.py').fsPath);
  isRightConfig(config ?? '');
  assert.deepEqual(rest, ['--log', logOf(job)]);
  for (const folder of ['', 'configs/', 'inside/', 'practice-toolkit/']) {
    assert.ok(!existsSync(inWorkspace(`${folder}pwned`).fsPath));
  }
}

/** Trains a job with the practice toolkit and answers its task, after everything was checked. */
async function trainToTheEnd(path: string, job: PracticeJob): Promise<vscode.Task> {
  await showText(path, practiceConfig(job));

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
    assert.ok(event.execution.task.name.includes(job.name), event.execution.task.name);
    assert.ok(existsSync(finalFileOf(job.name)));
    // The run is told when it is over for us too, and its GPU free again.
    await waitFor('the end to be told', () =>
      user.messages.find((message) => message.startsWith(`Training of '${job.name}' finished`)),
    );
    return event.execution.task;
  } finally {
    listener.dispose();
    answers.dispose();
  }
}
