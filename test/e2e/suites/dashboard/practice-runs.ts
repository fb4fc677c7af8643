import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { logOf, practiceConfig, startsOf, waitForStep } from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';
import { connectToWindow, type EditorWindow, openDashboard, textIn } from '../../../support/editor/window';

const endless = 1_000_000;

describe('The dashboard of a practice run', function () {
  this.timeout(180_000);
  let window: EditorWindow;
  let answers: vscode.Disposable | undefined;
  const speed = process.env.PRACTICE_STEPS_PER_SECOND;

  before(async () => {
    process.env.PRACTICE_PICTURE_SIZE = '64';
    await startExtension();
    window = await connectToWindow();
  });
  after(() => window.close());
  afterEach(async () => {
    answers?.dispose();
    delete process.env.PRACTICE_FAIL;
    process.env.PRACTICE_STEPS_PER_SECOND = speed;
    for (const { pid } of startsOf('dn')) endProcess(pid);
    await closeAll();
  });

  it('follows a training, whose buttons save, sample, stop and start it again', async () => {
    process.env.PRACTICE_STEPS_PER_SECOND = '25';
    const user = await asUser((message, actions) => (/^Stop dn\?/.test(message) ? actions[0] : undefined));
    await showText('dn.yaml', withSamples(practiceConfig({ name: 'dn', steps: endless }), 1000));
    await start();
    await waitForStep('dn', 3, () => user.messages);
    const page = await openRun('dn');
    await textIn(page.locator('.now vscode-badge'), 'running');
    await textIn(page.locator('.now .phase'), /training|sampling/);
    await textIn(page.locator('.facts'), /Step\d+ of 1000000/);
    await page.getByText('No checkpoint has been saved yet.').waitFor();
    await page.getByRole('button', { name: 'Save now' }).click();
    await page.locator('#checkpoints tbody tr').first().waitFor();
    const images = await page.locator('.thumbnail').count();
    await page.getByRole('button', { name: 'Sample now' }).click();
    await page
      .locator('.thumbnail')
      .nth(images + 1)
      .waitFor();
    await page.getByRole('button', { name: 'Save and stop' }).click();
    await textIn(
      page.locator('.now .phase'),
      /^dn was stopped at step (\d+)\. The next start resumes at step \1\.$/,
    );
    const resumed = Number(
      /resumes at step (\d+)/.exec((await page.locator('.now .phase').textContent()) ?? '')?.[1],
    );

    await page.getByRole('button', { name: 'Start again' }).click();
    await textIn(page.locator('.now vscode-badge'), 'running');
    await textIn(page.locator('.facts'), `resumed at step ${resumed}`);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await textIn(page.locator('.now vscode-badge'), 'stopped');
    assert.match(user.messages.join('\n'), /Stop dn\? .* loses/);
  });

  it('shows a finished training: samples by keyboard, a kept and a deleted checkpoint', async () => {
    const user = await asUser((_message, actions) =>
      actions.find((action) => /^(Undo|Delete)$/.test(action)),
    );
    await showText('df.yaml', withSamples(practiceConfig({ name: 'df', steps: 60, saveEvery: 20 }), 20));
    await start();
    await told(user, /^Training of 'df' finished/);
    const page = await openRun('df');
    await textIn(page.locator('.now .phase'), 'Training of df finished after 60 steps.');
    await page.locator('.plot canvas').waitFor();
    assert.match((await page.locator('.readout').textContent()) ?? '', /60 steps, smoothed/);
    await page.locator('.plot').focus();
    await window.page.keyboard.press('Home');
    await textIn(page.locator('.readout'), /^step 1 · loss /);

    const steps = await page.locator('#samples thead th').allTextContents();
    assert.deepEqual(steps.slice(1), ['step 60', 'step 40', 'step 20', 'before training']);
    await page.locator('.thumbnail').first().click();
    await textIn(page.locator('#viewer-title'), 'Step 60');
    await window.page.keyboard.press('ArrowRight');
    await textIn(page.locator('#viewer-title'), 'Step 40');
    await window.page.keyboard.press('ArrowDown');
    await textIn(page.locator('.viewer > p'), /full body/);
    await page.locator('.viewer .front').evaluate((image) => Reflect.get(image, 'decode').call(image));
    await page.getByLabel('Compare with step').selectOption('step 20');
    await page.getByLabel('Where the two images meet').press('End');
    await page.getByLabel('Blink').check();
    await window.page.keyboard.press('Escape');
    await page.locator('.viewer').waitFor({ state: 'hidden' });

    const [first] = checkpointsOf('df');
    assert.ok(first);
    await page.getByRole('button', { name: `Keep ${first}` }).click();
    await page.locator('.kept').waitFor();
    assert.ok(existsSync(inWorkspace(`output/df/kept/${first}`).fsPath));
    const before = checkpointsOf('df').length;
    const second = checkpointsOf('df')[1] ?? '';
    await page.getByRole('button', { name: `Delete ${second}` }).click();
    await waitFor('the offer to undo', () => user.messages.find((each) => each.includes(second)));
    await waitFor('the file to be back', () => checkpointsOf('df').length === before || undefined);
  });

  it('marks a spike and writes the lower learning rate into the config', async () => {
    await trained('ds', 400, 'spike@250');
    const page = await openRun('ds');
    await textIn(page.locator('.incident h3'), 'Loss spike');
    await textIn(page.locator('.incident'), /From step 2[45]\d to 2[78]\d the loss rose to [3-6]\.\d times/);
    await page.getByRole('button', { name: 'Lower lr to 0.0001' }).click();
    const document = await waitFor('the edit', () =>
      vscode.workspace.textDocuments.find((each) => each.fileName.endsWith('ds.yaml') && each.isDirty),
    );
    assert.match(document.getText(), /lr: 0\.0001\n/);
  });

  it('tells from which step on the loss was not a number', async () => {
    await trained('da', 60, 'nan@30');
    const page = await openRun('da');
    await textIn(page.locator('.incident.error h3'), 'The loss is not a number');
    await textIn(page.locator('.incident.error'), /30 steps had no loss.*first one is step 31/);
    assert.match((await page.locator('.readout').textContent()) ?? '', /da: 60 steps/);
  });

  it('counts steps that were skipped for lack of memory', async () => {
    await trained('do', 60, 'oom-once@20');
    const page = await openRun('do');
    await textIn(page.locator('.now vscode-badge'), 'finished');
    await textIn(page.locator('.incident.warning'), /One step ran out of GPU memory/);
    await page.getByText('Fewer gradient_accumulation_steps save no memory').waitFor();
  });

  it('explains a training that ran out of memory for good, and opens its log at the error', async () => {
    await trained('dm', 60, 'oom@20', /'dm' failed/);
    const page = await openRun('dm');
    await textIn(page.locator('.now vscode-badge'), 'failed');
    await textIn(page.locator('.now .phase'), /^dm failed at step \d+\. .*memory/i);
    await textIn(page.locator('.incident.error h3'), 'The GPU ran out of memory');
    await page.getByRole('button', { name: /[Ll]og/ }).click();
    const editor = await waitFor('the log', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.fileName === logOf('dm')),
    );
    const line = editor.document.lineAt(editor.selection.active.line).text;
    assert.match(line, /Error running job|Traceback/);
  });

  it('says of a killed training where it was and where it resumes', async () => {
    await trained('dk', 60, 'kill@45', /'dk' failed/, 20);
    const page = await openRun('dk');
    await textIn(page.locator('.now .phase'), /step 4[45].*resumes at step 40\./);
    await page.getByRole('button', { name: 'Start again' }).waitFor();
  });

  it('opens a folder whose log was cut, and one whose lines a narrow terminal cut', async () => {
    await trained('dc', 60);
    const text = readFileSync(logOf('dc'), 'utf8');
    writeFileSync(logOf('dc'), text.slice(0, text.lastIndexOf('45/60')));
    let page = await openRun('dc');
    await textIn(page.locator('.now vscode-badge'), 'not finished');
    await textIn(page.locator('.now .phase'), /^The log of dc ends at step 4[45]/);
    await closeAll();

    // At 80 columns with a long name no paint has a loss; the database has them all.
    writeFileSync(logOf('dc'), text.replace(/, lr: 2\.0e-04 loss: [^\]\r\n]*\]/g, ', lr: 2.0e-0'));
    page = await openRun('dc');
    await textIn(page.locator('.now vscode-badge'), 'finished');
    await textIn(page.locator('.readout'), /dc: (5[6-9]|60) steps, smoothed/);
  });

  async function asUser(...how: Parameters<typeof listeningUser>): Promise<Conversation> {
    const user = listeningUser(...how);
    answers = (await startExtension()).answerDialogs(user.dialogs);
    return user;
  }

  /** Trains to the end, with one of the practice toolkit's failures. */
  async function trained(name: string, steps: number, failure = '', end = /finished/, saveEvery = endless) {
    const user = await asUser();
    if (failure !== '') process.env.PRACTICE_FAIL = failure;
    await showText(`${name}.yaml`, practiceConfig({ name, steps, saveEvery }));
    await start();
    await told(user, end);
    await closeAll();
  }

  const openRun = (job: string): Promise<FrameLocator> =>
    openDashboard(window, inWorkspace(`output/${job}`).fsPath);
});

/** The config of a job that generates samples, every so many steps. */
function withSamples(config: string, every: number): string {
  return config
    .replace(/disable_sampling: true\n\s+/, '')
    .replace(/sample_every: \d+/, `sample_every: ${every}`);
}

/** Ends what a test that failed left behind. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}

async function start(): Promise<void> {
  await vscode.commands.executeCommand('qwenLora.startTraining');
}

function checkpointsOf(job: string): string[] {
  return readdirSync(inWorkspace(`output/${job}`).fsPath)
    .filter((name) => /_\d{9}\.safetensors$/.test(name))
    .sort();
}

async function told(user: Conversation, what: RegExp): Promise<string> {
  return await waitFor(String(what), () => user.messages.find((message) => what.test(message)), {
    timeoutMs: 40_000,
    seen: () => user.messages,
  });
}
