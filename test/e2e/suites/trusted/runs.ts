import assert from 'node:assert/strict';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText, workspaceFolder } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { type FakeGpus, installFakeGpus, installNvidiaSmi } from '../../../support/editor/fake-gpus';
import {
  finalFileOf,
  lastStepIn,
  logOf,
  practiceConfig,
  readLog,
  startsOf,
  stepInCheckpoint,
  waitForStep,
} from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';

const endless = 1_000_000;

describe('A training', () => {
  let answers: vscode.Disposable | undefined;
  let gpus: FakeGpus | undefined;

  before(async () => {
    await startExtension();
  });
  afterEach(async () => {
    answers?.dispose();
    gpus?.remove();
    gpus = undefined;
    await closeAll();
  });

  it('starts, shows its bars in a terminal of its name, and is told when it is done', async () => {
    const user = await asUser();
    await showText('d1.yaml', practiceConfig({ name: 'd1', steps: 40 }));
    await start();
    await told(user, /^Training of 'd1' finished after 40 steps/);
    assert.equal(stepInCheckpoint(finalFileOf('d1')), 40);
    assert.deepEqual(user.messages.length, 1, user.messages.join('\n'));
    const terminal = vscode.window.terminals.find(({ name }) => name.includes('Train d1'));
    assert.ok(terminal, vscode.window.terminals.map(({ name }) => name).join(', '));
    terminal.show();
    assert.match(await textOfTerminal(), /d1:\s+100%\|.*40\/40/s);
  });

  it('of diffusion_trainer is one process with exactly these arguments and this environment', async () => {
    const user = await asUser();
    await showText('one.yaml', practiceConfig({ name: 'one', steps: 4 }));
    await start();
    await told(user, /^Training of 'one' finished/);
    const [only, ...more] = startsOf('one');
    assert.ok(only);
    assert.deepEqual(more, []);
    const [script, config, ...rest] = only.argv;
    assert.equal(script, inWorkspace('practice-toolkit/run.py').fsPath);
    assert.deepEqual(rest, ['--log', logOf('one')]);
    // The copy that names the control channel lies in the run's own folder, which is called after the row in it.
    assert.equal(basename(config ?? ''), 'one.yaml');
    assert.notEqual(config, inWorkspace('one.yaml').fsPath);
    assert.deepEqual(only.env, {
      ...bareEnvironment,
      AITK_JOB_ID: basename(dirname(config ?? '')),
    });
    assert.equal(only.cwd, realpathSync(workspaceFolder().uri.fsPath));
  });

  it('of sd_trainer gets the config itself, and the GPU by its number', async () => {
    gpus = installFakeGpus(1);
    const user = await asUser();
    await showText('two.yaml', practiceConfig({ name: 'two', steps: 4, type: 'sd_trainer' }));
    await start();
    await told(user, /^Training of 'two' finished/);
    const [only, ...more] = startsOf('two');
    assert.ok(only);
    assert.deepEqual(more, []);
    assert.deepEqual(only.argv, [
      inWorkspace('practice-toolkit/run.py').fsPath,
      inWorkspace('two.yaml').fsPath,
      '--log',
      logOf('two'),
    ]);
    assert.deepEqual(only.env, {
      ...bareEnvironment,
      CUDA_VISIBLE_DEVICES: '0',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    });
  });

  it('is refused while the same job is trained, and can be stopped', async () => {
    const user = await asUser((message, actions) => (/^Stop s1\?/.test(message) ? actions[0] : undefined));
    await showText('s1.yaml', practiceConfig({ name: 's1', steps: endless, type: 'sd_trainer' }));
    await start();
    await waitForStep('s1', 3, () => user.messages);
    await start();
    assert.match(user.messages.join('\n'), /s1 is already being trained/);
    await vscode.commands.executeCommand('qwenLora.stopTraining');
    assert.match(user.messages.join('\n'), /Stop s1\? Nothing was saved yet: .* loses the \d+ steps/);
    await told(
      user,
      /^Training of 's1' was stopped at step \d+\. Nothing was saved, so the next start begins at step 0\./,
    );
    assert.equal(startsOf('s1').length, 1);
  });

  it('that is saved and stopped loses no step, and the next start says and does go on there', async () => {
    const user = await asUser();
    const editor = await showText('c1.yaml', practiceConfig({ name: 'c1', steps: endless }));
    await start();
    await waitForStep('c1', 20, () => user.messages);
    await vscode.commands.executeCommand('qwenLora.saveAndStop');
    const end = await told(user, /^Training of 'c1' was stopped/);
    const [checkpoint, ...others] = checkpointsOf('c1');
    assert.ok(checkpoint);
    assert.deepEqual(others, []);
    const step = stepInCheckpoint(inWorkspace(`output/c1/${checkpoint}`).fsPath);
    assert.equal(lastStepIn(readLog('c1'), 'c1'), step, 'A step was trained that was not saved.');
    assert.ok(end.includes(`The next start resumes at step ${step}.`), end);

    const more = step + 30;
    const at = editor.document.getText().indexOf(` steps: ${endless}`) + ' steps: '.length;
    const steps = new vscode.Range(
      editor.document.positionAt(at),
      editor.document.positionAt(at + String(endless).length),
    );
    await editor.edit((edit) => edit.replace(steps, String(more)));
    await vscode.commands.executeCommand('qwenLora.checkBeforeTraining');
    assert.match(user.messages.join('\n'), new RegExp(`resumes at step ${step} of ${more}.*${checkpoint}`));
    await start();
    await told(user, /^Training of 'c1' finished/);
    assert.ok(readLog('c1').includes(`Found step ${step} in metadata`));
    assert.equal(stepInCheckpoint(finalFileOf('c1')), more);

    await start();
    assert.match(user.messages.at(-1) ?? '', /not started[\s\S]*already-finished/);
    assert.equal(startsOf('c1').length, 2);
  });

  it('of sd_trainer offers diffusion_trainer when it is to be saved, and takes the edit back', async () => {
    let undo = false;
    const user = await asUser((message, actions) => {
      if (actions.includes('Undo')) return undo ? 'Undo' : undefined;
      return actions.find((action) =>
        /^Stop /.test(message) ? action === 'Stop' : action === 'Switch to diffusion_trainer',
      );
    });
    const editor = await showText(
      'w1.yaml',
      practiceConfig({ name: 'w1', steps: endless, type: 'sd_trainer' }),
    );
    const before = editor.document.getText();
    await start();
    await waitForStep('w1', 3, () => user.messages);

    undo = true;
    await vscode.commands.executeCommand('qwenLora.saveNow');
    assert.equal(editor.document.getText(), before);
    undo = false;
    await vscode.commands.executeCommand('qwenLora.saveAndStop');
    const after = before.replace('type: "sd_trainer"', 'type: "diffusion_trainer"');
    assert.equal(editor.document.getText(), after);
    assert.match(user.messages.join('\n'), /cannot be controlled.*stopping now loses the \d+ steps/);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);

    await vscode.commands.executeCommand('qwenLora.stopTraining');
    await told(user, /^Training of 'w1' was stopped/);
  });

  it('waits behind another on the one GPU there is, when the user says so', async () => {
    gpus = installFakeGpus(1);
    const user = await asUser(undefined, (_title, labels) =>
      labels.find((label) => label.includes('Queue it after b1')),
    );
    await showText('b1.yaml', practiceConfig({ name: 'b1', steps: 600 }));
    await start();
    await waitForStep('b1', 0, () => user.messages);
    await showText('b2.yaml', practiceConfig({ name: 'b2', steps: 8 }));
    await start();
    assert.match(user.messages.join('\n'), /GPU 0 is training b1/);
    assert.deepEqual(startsOf('b2'), []);
    await told(user, /^Training of 'b2' finished/, 40_000);
    assertInOrder('b1', 'b2');
    for (const job of ['b1', 'b2']) assert.equal(startsOf(job)[0]?.env.CUDA_VISIBLE_DEVICES, '0');
  });

  it('of each config that is selected in the explorer runs on the one GPU in their order', async () => {
    gpus = installFakeGpus(1);
    const user = await asUser();
    await showText('q1.yaml', practiceConfig({ name: 'q1', steps: 300 }));
    await showText('q2.yaml', practiceConfig({ name: 'q2', steps: 8 }));
    const selected = [inWorkspace('q1.yaml'), inWorkspace('q2.yaml')];
    await vscode.commands.executeCommand('qwenLora.startTraining', selected[0], selected);
    await told(user, /^Training of 'q2' finished/, 40_000);
    assertInOrder('q1', 'q2');
    for (const job of ['q1', 'q2']) assert.equal(startsOf(job).length, 1);
  });

  it('of each selected config takes a free GPU of its own, when the user says so', async () => {
    gpus = installFakeGpus(2);
    const user = await asUser(undefined, (_title, labels) =>
      labels.find((label) => label.includes('GPU 1:') || label.includes('At the same time')),
    );
    const jobs = ['g1', 'g2', 'g3'];
    for (const name of jobs) await showText(`${name}.yaml`, practiceConfig({ name, steps: 300 }));
    const selected = jobs.map((name) => inWorkspace(`${name}.yaml`));
    await vscode.commands.executeCommand('qwenLora.startTraining', selected[0], selected);
    for (const name of jobs) await told(user, new RegExp(`^Training of '${name}' finished`), 40_000);
    const used = jobs.map((name) => startsOf(name).map(({ env }) => env.CUDA_VISIBLE_DEVICES));
    assert.deepEqual(used, [['1'], ['0'], ['1']]);
    assertInOrder('g1', 'g3');
  });

  it('is not started while nvidia-smi hangs, and the user hears why', async () => {
    gpus = installNvidiaSmi('exec sleep 60\n');
    const user = await asUser(undefined, (_title, labels) =>
      labels.find((label) => label.includes('Start anyway')),
    );
    await requireGpu(true);
    try {
      await showText('h1.yaml', practiceConfig({ name: 'h1', steps: 4 }));
      await start();
      assert.match(user.messages.join('\n'), /nvidia-smi did not answer.*driver hangs/);
      assert.deepEqual(startsOf('h1'), []);
    } finally {
      await requireGpu(false);
    }
  });

  it('of tasks.json starts through the same checks', async () => {
    const user = await asUser();
    await showText('t1.yaml', practiceConfig({ name: 't1', steps: 8 }));
    const tasks = { version: '2.0.0', tasks: [{ type: 'qwen-lora', label: 'mine', config: 't1.yaml' }] };
    const file = inWorkspace('.vscode/tasks.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(tasks)));
    await waitFor('the task', async () =>
      (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'mine'),
    );
    await vscode.commands.executeCommand('workbench.action.tasks.runTask', 'mine');
    await told(user, /^Training of 't1' finished/);
    assert.equal(startsOf('t1').length, 1);
  });

  async function asUser(...how: Parameters<typeof listeningUser>): Promise<Conversation> {
    const user = listeningUser(...how);
    answers = (await startExtension()).answerDialogs(user.dialogs);
    return user;
  }
});

const bareEnvironment = {
  CUDA_VISIBLE_DEVICES: null,
  CUDA_DEVICE_ORDER: null,
  PYTHONUNBUFFERED: '1',
  PYTHONUTF8: '1',
  AITK_JOB_ID: null,
  HF_TOKEN: 'absent',
};

async function start(): Promise<void> {
  await vscode.commands.executeCommand('qwenLora.startTraining');
}

async function requireGpu(isRequired: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('qwenLora');
  await configuration.update('gpu.required', isRequired, vscode.ConfigurationTarget.Workspace);
}

async function told(user: Conversation, what: RegExp, timeoutMs = 30_000): Promise<string> {
  return await waitFor(String(what), () => user.messages.find((message) => what.test(message)), {
    timeoutMs,
    seen: () => user.messages,
  });
}

/** All that the active terminal shows, by way of the clipboard. */
async function textOfTerminal(): Promise<string> {
  return await waitFor('text in the terminal', async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    return (await vscode.env.clipboard.readText()) || undefined;
  });
}

function checkpointsOf(job: string): string[] {
  return readdirSync(inWorkspace(`output/${job}`).fsPath).filter((name) => name.endsWith('.safetensors'));
}

/** The second job's folder was begun only after the first job had written its last file. */
function assertInOrder(first: string, second: string): void {
  assert.ok(existsSync(finalFileOf(first)) && existsSync(finalFileOf(second)));
  const begun = statSync(inWorkspace(`output/${second}/config.yaml`).fsPath).mtimeMs;
  assert.ok(statSync(finalFileOf(first)).mtimeMs < begun, `${second} began before ${first} was done.`);
}
