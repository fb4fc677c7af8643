import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { waitForDiagnostic } from '../../../support/editor/documents';
import { type Conversation, listeningUser, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';

describe('New training config', () => {
  let root = '';
  let answers: vscode.Disposable | undefined;
  const written: string[] = [];

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'new config '));
    const examples = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const source = join(examples, 'dataset/40_maya_char');
    cpSync(source, join(root, 'results'), { recursive: true });
    cpSync(source, join(root, 'results_control'), { recursive: true });
    mkdirSync(join(root, 'empty'));
  });
  afterEach(async () => {
    answers?.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const path of written.splice(0)) rmSync(path, { force: true });
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  async function answer(subject: string, folders: string[]): Promise<Conversation> {
    const user = listeningUser(
      (_, actions) => actions[0],
      (title, labels) =>
        labels.find((label) => label.includes(subject)) ?? (title === '' ? undefined : labels[0]),
      () => folders.shift(),
    );
    answers = (await startExtension()).answerDialogs(user.dialogs);
    return user;
  }

  async function openedConfig(): Promise<vscode.TextDocument> {
    const document = await waitFor('the config', () => {
      const open = vscode.window.activeTextEditor?.document;
      return open?.getText().startsWith('# A') || open?.getText().startsWith('# An') ? open : undefined;
    });
    written.push(document.uri.fsPath);
    return document;
  }

  it('asks four questions and opens a saved config without mistakes', async () => {
    const user = await answer('character', [join(root, 'empty'), join(root, 'results')]);
    await vscode.commands.executeCommand('qwenLora.newConfig');
    const document = await openedConfig();
    assert.equal(basename(document.uri.fsPath), 'my_character.yaml');
    assert.ok(!document.isDirty && existsSync(document.uri.fsPath));
    assert.match(document.getText(), /folder_path: ".*results"/);
    assert.match(document.getText(), /6 images/);
    const questions = user.messages.filter((message) => /\(\d of 4\)/.test(message));
    assert.ok(user.messages.some((message) => /'.*empty' contains no image/.test(message)));
    assert.equal(new Set(questions.map((question) => /\((\d) of 4\)/.exec(question)?.[1])).size, 4);
    // What the disk says comes last, so the findings of the text are there too.
    await waitForDiagnostic(document, 'image-small');
    const errors = vscode.languages.getDiagnostics(document.uri);
    assert.deepEqual(
      errors
        .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
        .map(({ message }) => message),
      [],
    );
  });

  it('takes the folder of control images that lies beside the results', async () => {
    await answer('edit', [join(root, 'results')]);
    await vscode.commands.executeCommand('qwenLora.newConfig');
    const document = await openedConfig();
    assert.match(document.getText(), /control_path: ".*results_control"/);
    assert.match(document.getText(), /ctrl_img_1: ".*results_control.*\.png"/);
  });

  it('writes over no file', async () => {
    await answer('character', [join(root, 'results'), join(root, 'results')]);
    await vscode.commands.executeCommand('qwenLora.newConfig');
    const first = await openedConfig();
    await vscode.commands.executeCommand('qwenLora.newConfig');
    const second = await waitFor('the second config', () => {
      const open = vscode.window.activeTextEditor?.document;
      return open && open.uri.fsPath !== first.uri.fsPath ? open : undefined;
    });
    written.push(second.uri.fsPath);
    assert.equal(basename(second.uri.fsPath), 'my_character-2.yaml');
    assert.equal(readFileSync(first.uri.fsPath, 'utf8'), first.getText());
  });

  it('writes nothing when a question is closed', async () => {
    await answer('character', []);
    const before = await vscode.workspace.findFiles('*.yaml');
    await vscode.commands.executeCommand('qwenLora.newConfig');
    assert.equal((await vscode.workspace.findFiles('*.yaml')).length, before.length);
  });
});
