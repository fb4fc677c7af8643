import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { installFakeGpus } from '../../../support/editor/fake-gpus';
import {
  finalFileOf,
  practiceConfig,
  startsOf,
  stepInCheckpoint,
  waitForStep,
} from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';

interface Note {
  /** Process ids. */
  readonly night: number;
  readonly evening: number;
  /** Where `night` was. */
  readonly step: number;
}

// The window is reloaded in the middle of this suite, which then begins anew; the note tells which life this is.
// `night` goes on meanwhile, `morning` waits behind it, and `evening` ends while there is no window.
describe('A window that is reloaded in mid-run', () => {
  const user = listeningUser(undefined, (_title, labels) =>
    labels.find((label) => /Queue it|Continue the queue|GPU 0:/.test(label)),
  );
  let note: Note;

  before(async () => {
    installFakeGpus(2);
    (await startExtension()).answerDialogs(user.dialogs);
    const file = inWorkspace('before-reload.json').fsPath;
    if (!existsSync(file)) await trainAndReload(file, user);
    note = readNote(file);
  });
  after(closeAll);

  it('finds its training again, where it is', async () => {
    await waitFor(
      'the training to be found',
      async () => {
        await vscode.commands.executeCommand('qwenLora.runActions');
        return user.messages.find((message) => /night \d+\/1000000/.test(message));
      },
      { seen: () => user.messages },
    );
    process.kill(note.night, 0);
    assert.ok((await waitForStep('night', note.step)) > note.step);
    assert.equal(startsOf('night').length, 1, 'The reload started it a second time.');
  });

  it('tells the end of the training that ended meanwhile', async () => {
    // The extension told it while it started, before this suite could listen; the run's folder says that it did.
    const config = startsOf('evening')[0]?.argv[1];
    assert.ok(config);
    await waitFor('the end to be told', () => existsSync(join(dirname(config), 'told')) || undefined);
    assert.throws(() => process.kill(note.evening, 0), 'The training still runs.');
  });

  it('can stop the one it found without loss', async () => {
    await vscode.commands.executeCommand('qwenLora.saveAndStop');
    assert.match(
      await told(user, /^Training of 'night' was stopped/),
      /The next start resumes at step \d+\./,
    );
  });

  it('keeps what waited, and starts it when the user lets it', async () => {
    // A stop by hand holds what waits behind it.
    assert.deepEqual(startsOf('morning'), []);
    await vscode.commands.executeCommand('qwenLora.showQueue');
    await told(user, /^Training of 'morning' finished/);
    assert.equal(stepInCheckpoint(finalFileOf('morning')), 8);
    assert.equal(startsOf('morning')[0]?.env.CUDA_VISIBLE_DEVICES, '0');
  });
});

async function trainAndReload(noteFile: string, user: Conversation): Promise<never> {
  const seen = () => user.messages;
  await showText('evening.yaml', practiceConfig({ name: 'evening', steps: 1_000_000 }));
  await vscode.commands.executeCommand('qwenLora.startTraining', inWorkspace('evening.yaml'), { gpu: 1 });
  await waitForStep('evening', 2, seen);
  await showText('night.yaml', practiceConfig({ name: 'night', steps: 1_000_000 }));
  await vscode.commands.executeCommand('qwenLora.startTraining', inWorkspace('night.yaml'), { gpu: 0 });
  const step = await waitForStep('night', 5, seen);
  await showText('morning.yaml', practiceConfig({ name: 'morning', steps: 8 }));
  await vscode.commands.executeCommand('qwenLora.startTraining', inWorkspace('morning.yaml'), { gpu: 0 });
  await waitFor('the question', () => seen().find((message) => message.includes('Queue it')), { seen });

  const evening = startsOf('evening')[0]?.pid;
  const night = startsOf('night')[0]?.pid;
  assert.ok(evening && night);
  writeFileSync(noteFile, JSON.stringify({ night, evening, step } satisfies Note));
  // Ends `evening` as soon as this extension host is gone.
  const waits = `while kill -0 ${process.pid} 2>/dev/null; do sleep 0.05; done; kill -INT ${evening}`;
  spawn('/bin/sh', ['-c', waits], { detached: true, stdio: 'ignore' }).unref();
  // This extension host ends before the command can answer, which is then called off.
  vscode.commands.executeCommand('workbench.action.reloadWindow').then(undefined, () => undefined);
  return await new Promise(() => undefined);
}

function readNote(file: string): Note {
  const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof note === 'object' && note !== null);
  assert.ok('night' in note && 'evening' in note && 'step' in note);
  return { night: Number(note.night), evening: Number(note.evening), step: Number(note.step) };
}

async function told(user: Conversation, what: RegExp): Promise<string> {
  return await waitFor(String(what), () => user.messages.find((message) => what.test(message)), {
    timeoutMs: 30_000,
    seen: () => user.messages,
  });
}
