import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import { practiceConfig } from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';
import { connectToWindow, type EditorWindow, openDashboard, textIn } from '../../../support/editor/window';

describe('The list of runs', function () {
  this.timeout(180_000);
  let window: EditorWindow;
  let answers: vscode.Disposable | undefined;
  const user = listeningUser((_message, actions) =>
    actions.find((action) => action === 'Remove from the list only'),
  );
  const row = (name: string): Locator =>
    window.page.locator('.monaco-list-row[role=treeitem]', { hasText: name }).first();

  before(async () => {
    answers = (await startExtension()).answerDialogs(user.dialogs);
    window = await connectToWindow();
    for (const name of ['la', 'lb']) {
      await showText(`${name}.yaml`, practiceConfig({ name, steps: 40 }));
      await vscode.commands.executeCommand('qwenLora.startTraining');
      await waitFor('the end', () => user.messages.find((each) => each.includes(`'${name}' finished`)), {
        timeoutMs: 40_000,
        seen: () => user.messages,
      });
    }
    await closeAll();
    await vscode.commands.executeCommand('qwenLora.runs.focus');
  });
  after(async () => {
    answers?.dispose();
    await closeAll();
    await window.close();
  });

  it('has the runs with their ends, and opens a dashboard by a click', async () => {
    await textIn(row('lb'), /finished · 40\/40/);
    await row('la').click();
    await textIn(window.shown.locator('.now h1'), 'la');
  });

  it('lays one run over another, and compares their configs', async () => {
    await vscode.commands.executeCommand('qwenLora.compareRuns', nodeOf('la'), [nodeOf('la'), nodeOf('lb')]);
    await textIn(window.shown.locator('.legend'), /la \(this run\).*lb/);
    const page = await openDashboard(window, inWorkspace('output/la').fsPath);
    await page.locator('#config select').selectOption('lb');
    await textIn(page.locator('#config'), /differ.* from lb/);
    await textIn(page.locator('#config tbody'), 'name');
  });

  it('renames a run, puts it away, and takes it from the list without touching its files', async () => {
    const renamed = vscode.commands.executeCommand('qwenLora.renameRun', nodeOf('la'));
    await window.page.locator('.quick-input-widget input').waitFor();
    await window.page.keyboard.press('Control+a');
    await window.page.keyboard.type('first try');
    await window.page.keyboard.press('Enter');
    await renamed;
    await row('first try').waitFor();
    await vscode.commands.executeCommand('qwenLora.archiveRun', nodeOf('la'));
    // The group is the last one, and a long list shows only the rows that it is scrolled to.
    await vscode.commands.executeCommand('qwenLora.runs.focus');
    await vscode.commands.executeCommand('list.focusLast');
    await row('Archived').waitFor();
    await vscode.commands.executeCommand('list.focusFirst');
    await row('lb').waitFor();
    await vscode.commands.executeCommand('qwenLora.removeRun', nodeOf('lb'));
    await row('lb').waitFor({ state: 'detached' });
    assert.ok(existsSync(inWorkspace('output/lb/config.yaml').fsPath), 'Its files were removed.');
  });
});

/** A run as the list gives it to its commands. */
function nodeOf(name: string) {
  return { kind: 'run', run: { name, folder: inWorkspace(`output/${name}`).fsPath } };
}
