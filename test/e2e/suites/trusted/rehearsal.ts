import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { practiceConfig, startsOf } from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';

// The practice toolkit stands in for ai-toolkit: it has no torch, so no small checkpoint is made, and it needs none.
describe('Rehearse Qwen Training', function () {
  this.timeout(90_000);
  let cache: string;
  let answers: vscode.Disposable | undefined;
  const before_ = { cache: process.env.XDG_CACHE_HOME, load: process.env.PRACTICE_LOAD_SECONDS };

  before(async () => {
    await startExtension();
    cache = mkdtempSync(join(tmpdir(), 'qwen-lora-cache-'));
    process.env.XDG_CACHE_HOME = cache;
  });
  after(() => {
    setVariable('XDG_CACHE_HOME', before_.cache);
    rmSync(cache, { recursive: true, force: true });
  });
  afterEach(async () => {
    answers?.dispose();
    setVariable('PRACTICE_LOAD_SECONDS', before_.load);
    await closeAll();
  });

  // The first of all, since nothing before it may have asked.
  it('is offered once, at the first start of a config that was not rehearsed', async () => {
    const asked: string[] = [];
    const user = listeningUser(undefined, (title) => {
      asked.push(title);
      return undefined;
    });
    answers = (await startExtension()).answerDialogs(user.dialogs);
    for (const name of ['offer_1', 'offer_2']) {
      await showText(`rehearsed/${name}.yaml`, practiceConfig({ name, steps: 4 }));
      await vscode.commands.executeCommand('qwenLora.startTraining');
      await waitFor(`the start of ${name}`, () => (startsOf(name).length > 0 ? true : undefined));
      // The GPU has to be free for the next one.
      await waitFor(`the end of ${name}`, () =>
        user.messages.find((message) => message.startsWith(`Training of '${name}' finished`)),
      );
    }
    const offers = asked.filter((title) => /was not rehearsed since its last change/.test(title));
    assert.deepEqual(offers, ['offer_1.yaml was not rehearsed since its last change']);
  });

  it('passes, touches nothing of the user, and offers the start', async () => {
    const { uri } = (await showText('rehearsed/pass.yaml', configOf('pass'))).document;
    const files = datasetFiles();
    const user = await asUser();
    await vscode.commands.executeCommand('qwenLora.rehearseTraining', uri);
    const told = await waitFor('the result', () => user.messages.find((text) => /way is free/.test(text)), {
      seen: () => user.messages,
      timeoutMs: 60_000,
    });
    assert.match(told, /pass\.yaml reached a saved LoRA .* not tested/);
    assert.deepEqual(rehearsalDiagnostics(uri), []);
    assert.ok(!existsSync(inWorkspace('output/pass').fsPath), 'the training folder was touched');
    assert.deepEqual(datasetFiles(), files);
  });

  it('fails with a diagnostic at the line, which goes when the line is edited', async () => {
    const text = configOf('fail').replace(/folder_path: .*40_maya_char.*/, 'folder_path: "dataset/nowhere"');
    const editor = await showText('rehearsed/fail.yaml', text);
    const { document } = editor;
    const user = await asUser();
    await vscode.commands.executeCommand('qwenLora.rehearseTraining', document.uri);
    const [diagnostic] = await waitFor(
      'the diagnostic',
      () => {
        const found = rehearsalDiagnostics(document.uri);
        return found.length > 0 ? found : undefined;
      },
      { seen: () => user.messages, timeoutMs: 60_000 },
    );
    assert.ok(diagnostic);
    assert.match(document.lineAt(diagnostic.range.start.line).text, /dataset\/nowhere/);
    assert.match(user.messages.join('\n'), /The rehearsal of fail\.yaml failed .*nowhere/);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# a line above\n'));
    const [moved] = rehearsalDiagnostics(document.uri);
    assert.equal(moved?.range.start.line, diagnostic.range.start.line + 1);
    await editor.edit((edit) => edit.insert(moved.range.end, ' # looked at'));
    await waitFor('the diagnostic to go', () =>
      rehearsalDiagnostics(document.uri).length === 0 ? true : undefined,
    );
  });

  it('says plainly that another model cannot be rehearsed', async () => {
    const text = configOf('flux').replace(/arch: .*/, 'arch: "flux"');
    const { uri } = (await showText('rehearsed/flux.yaml', text)).document;
    const user = await asUser();
    await vscode.commands.executeCommand('qwenLora.rehearseTraining', uri);
    await waitFor('the result', () =>
      user.messages.find((message) => /was not rehearsed: Only Qwen-Image models .*'flux'/.test(message)),
    );
  });

  it('is canceled from its notification, and leaves no process and no file', async () => {
    process.env.PRACTICE_LOAD_SECONDS = '60';
    const { uri } = (await showText('rehearsed/cancel.yaml', configOf('cancel'))).document;
    const user = await asUser();
    const before = temporaryFolders();
    const ended = vscode.commands.executeCommand('qwenLora.rehearseTraining', uri);
    await waitFor('the practice toolkit to load', () => (rehearsing().length > 0 ? true : undefined), {
      timeoutMs: 30_000,
    });
    const canceled = waitFor('the rehearsal to end', async () => {
      // Its only button is Cancel.
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return rehearsing().length === 0 ? true : undefined;
    });
    await canceled;
    await ended;
    assert.deepEqual(user.messages, []);
    assert.deepEqual(temporaryFolders(), before);
    assert.deepEqual(rehearsalDiagnostics(uri), []);
  });

  it('comes before a start where the setting asks for it, and stops the start when it fails', async () => {
    const settings = vscode.workspace.getConfiguration('qwenLora');
    await settings.update('rehearseBeforeStart', 'changed', vscode.ConfigurationTarget.Global);
    try {
      process.env.PRACTICE_FAIL = 'load-oom';
      await showText('rehearsed/guarded.yaml', practiceConfig({ name: 'guarded', steps: 4 }));
      const user = await asUser();
      await vscode.commands.executeCommand('qwenLora.startTraining');
      assert.match(user.messages.join('\n'), /The rehearsal of guarded\.yaml failed/);
      assert.deepEqual(startsOf('guarded'), []);
      delete process.env.PRACTICE_FAIL;
      await vscode.commands.executeCommand('qwenLora.startTraining');
      await waitFor('the start', () => (startsOf('guarded').length > 0 ? true : undefined));
      // Its end is told to this test's user, not to the next one's.
      await waitFor('the end', () =>
        user.messages.find((message) => message.startsWith("Training of 'guarded' finished")),
      );
    } finally {
      delete process.env.PRACTICE_FAIL;
      await settings.update('rehearseBeforeStart', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('removes the small checkpoints by a command', async () => {
    const folder = join(cache, 'qwen-lora', 'rehearsal', 'image-1');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
    const user = await asUser();
    await vscode.commands.executeCommand('qwenLora.removeRehearsalCache');
    assert.match(user.messages.join(), /were removed/);
    assert.ok(!existsSync(folder));
  });

  async function asUser(): Promise<Conversation> {
    const user = listeningUser();
    answers = (await startExtension()).answerDialogs(user.dialogs);
    return user;
  }
});

function configOf(name: string): string {
  return practiceConfig({ name, steps: 20 });
}

function rehearsalDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'rehearsal');
}

/** The names and times of what lies in the dataset. */
function datasetFiles(): string[] {
  const folder = inWorkspace('dataset/40_maya_char').fsPath;
  return readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
}

/** Folders of rehearsals in the system's temporary folder. */
function temporaryFolders(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('qwen-lora-rehearsal-'))
    .sort();
}

/** Processes of our Python program and of the trainer that it started. */
function rehearsing(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return /rehearse\.py |first-start\.cpu\.yaml/.test(line) ? [line] : [];
      } catch {
        // It ended in between.
        return [];
      }
    });
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
