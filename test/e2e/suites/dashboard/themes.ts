import assert from 'node:assert/strict';
import { source } from 'axe-core';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, showText } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import { practiceConfig } from '../../../support/editor/practice-jobs';
import { waitFor } from '../../../support/editor/wait-for';
import { connectToWindow, type EditorWindow, openDashboard, textIn } from '../../../support/editor/window';

const themes = [
  ['Default Dark Modern', 'vscode-dark'],
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;

describe('The dashboard in the themes of the editor', function () {
  this.timeout(180_000);
  let window: EditorWindow;
  let answers: vscode.Disposable | undefined;

  before(async () => {
    const user = listeningUser();
    answers = (await startExtension()).answerDialogs(user.dialogs);
    window = await connectToWindow();
    process.env.PRACTICE_FAIL = 'nan@50';
    const config = practiceConfig({ name: 'themed', steps: 60, saveEvery: 20 });
    await showText(
      'themed.yaml',
      config.replace(/disable_sampling: true\n\s+/, '').replace(/sample_every: \d+/, 'sample_every: 20'),
    );
    await vscode.commands.executeCommand('qwenLora.startTraining');
    await waitFor('the end', () => user.messages.find((each) => /'themed' finished|corrupted/.test(each)), {
      timeoutMs: 40_000,
      seen: () => user.messages,
    });
    delete process.env.PRACTICE_FAIL;
    await closeAll();
  });
  after(async () => {
    answers?.dispose();
    await setTheme(undefined);
    await window.close();
    await closeAll();
  });

  it('remains in the status bar until it was looked at', async () => {
    const entry = window.page.locator('.statusbar-item', { hasText: /themed (finished|trained)/ });
    await entry.waitFor();
    await entry.click();
    await window.shown.locator('.now h1').waitFor();
    await entry.waitFor({ state: 'detached' });
  });

  it('remembers its choices while it is hidden', async () => {
    const folder = inWorkspace('output/themed').fsPath;
    let page = await openDashboard(window, folder);
    await page.locator('[data-option=log]').check();
    await showText('other.yaml', '# another tab\n');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    page = await openDashboard(window, folder);
    await page.locator('[data-option=log]').waitFor();
    assert.equal(await page.locator('[data-option=log]').isChecked(), true);
  });

  for (const [theme, className] of themes) {
    it(`has nothing serious for axe in ${theme}`, async () => {
      await setTheme(theme);
      const page = await openDashboard(window, inWorkspace('output/themed').fsPath);
      await page.locator(`body.${className}`).waitFor();
      await page.locator('.plot canvas').waitFor();
      await textIn(page.locator('.incident h3'), 'The loss is not a number');
      assert.deepEqual(await seriousProblems(window), []);
      await page.locator('.thumbnail').first().click();
      await page.locator('#viewer-title').waitFor();
      assert.deepEqual(await seriousProblems(window), []);
      await window.page.keyboard.press('Escape');
    });
  }
});

async function setTheme(name: string | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('workbench');
  await configuration.update('colorTheme', name, vscode.ConfigurationTarget.Global);
}

async function seriousProblems({ shown }: EditorWindow): Promise<unknown> {
  const body = shown.locator('body');
  await body.evaluate(`${source}; undefined`);
  return body.evaluate(
    `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
  );
}
