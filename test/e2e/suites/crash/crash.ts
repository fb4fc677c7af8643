import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { installFakeGpus } from '../../../support/editor/fake-gpus';
import { practiceConfig, startsOf, waitForStep } from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';

interface Note {
  /** Process ids. */
  readonly early: number;
  readonly late: number;
  readonly lostHost: number;
}

/** How long the lost extension host has to see the end of `early`, in seconds; it looks every two. */
const lostSeconds = 5;

// The page crashes in the middle of this suite, which then begins anew in a second page, while the extension host of the
// first one lives on and still follows both runs. `early` ends while no page is open, `late` while the second one is.
describe('A page that crashes in mid-run', () => {
  const user = listeningUser(undefined, (_title, labels) => labels.find((label) => /GPU 0:/.test(label)));
  let note: Note;

  before(async () => {
    installFakeGpus(2);
    (await startExtension()).answerDialogs(user.dialogs);
    const file = inWorkspace('before-crash.json').fsPath;
    if (!existsSync(file)) await trainAndCrash(file, user);
    note = readNote(file);
  });
  after(closeAll);

  it('leaves an extension host behind that does not tell what nobody would see', async () => {
    process.kill(note.lostHost, 0);
    assert.notEqual(note.lostHost, process.pid);
    assert.throws(() => process.kill(note.early, 0), 'The training still runs.');
    const told = await waitFor('the end of early to be told', () => readTold('early'));
    assert.equal(told.by, process.pid, 'The lost extension host took the message.');
  });

  it('hears the end of the other run in the page that is open', async () => {
    process.kill(note.late, 0);
    await waitFor(
      'the training to be found',
      async () => {
        await vscode.commands.executeCommand('qwenLora.runActions');
        return user.messages.find((message) => /late \d+\/1000000/.test(message));
      },
      { seen: () => user.messages },
    );
    process.kill(note.late, 'SIGINT');
    const end = await waitFor(
      'the end of late to be told',
      () => user.messages.find((message) => /^Training of 'late' was stopped/.test(message)),
      { timeoutMs: 30_000, seen: () => user.messages },
    );
    assert.match(end, /[Tt]he next start (?:resumes at step \d+|begins at step 0)/);
    assert.equal(readTold('late')?.by, process.pid);
  });
});

async function trainAndCrash(noteFile: string, user: Conversation): Promise<never> {
  const seen = () => user.messages;
  for (const [gpu, name] of ['early', 'late'].entries()) {
    await showText(`${name}.yaml`, practiceConfig({ name, steps: 1_000_000 }));
    await vscode.commands.executeCommand('qwenLora.startTraining', inWorkspace(`${name}.yaml`), { gpu });
    await waitForStep(name, 5, seen);
  }
  const early = startsOf('early')[0]?.pid;
  const late = startsOf('late')[0]?.pid;
  assert.ok(early && late);
  writeFileSync(noteFile, JSON.stringify({ early, late, lostHost: process.pid } satisfies Note));
  const at = (name: string) => inWorkspace(name).fsPath;
  const waits = [
    'while [ ! -e "$1" ]; do sleep 0.05; done',
    'kill -INT "$2"',
    'while kill -0 "$2" 2>/dev/null; do sleep 0.05; done',
    `sleep ${lostSeconds}`,
    ': > "$3"',
  ].join('; ');
  const args = ['-c', waits, 'sh', at('page-crashed'), String(early), at('open-page')];
  spawn('/bin/sh', args, { detached: true, stdio: 'ignore' }).unref();
  writeFileSync(at('crash-page'), '');
  return await new Promise(() => undefined);
}

function readTold(name: string): { readonly by: unknown } | undefined {
  const config = startsOf(name)[0]?.argv[1];
  const file = config === undefined ? undefined : join(dirname(config), 'told');
  if (file === undefined || !existsSync(file)) return undefined;
  const told: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof told === 'object' && told !== null && 'by' in told);
  return told;
}

function readNote(file: string): Note {
  const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(typeof note === 'object' && note !== null);
  assert.ok('early' in note && 'late' in note && 'lostHost' in note);
  return { early: Number(note.early), late: Number(note.late), lostHost: Number(note.lostHost) };
}
