import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from 'axe-core';
import type { Browser } from 'playwright-core';
import { dashboardRun, lossColumns } from '../../../support/pages/dashboard-run';
import { launchChromium, openPage } from '../../../support/pages/page-in-browser';
import type { ThemeName } from '../../../support/pages/theme-variables';

describe('the dashboard page in a browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  const openRun = async (options: { theme?: ThemeName; width?: number; saved?: unknown } = {}) => {
    const opened = await openPage(browser, 'dashboard', options);
    const others = [{ key: '/output/old', name: 'old' }];
    await opened.update({ kind: 'run', run: dashboardRun(), others });
    await opened.update({ kind: 'losses', columns: lossColumns('/output/maya', 1250) });
    await opened.page.locator('.plot canvas').waitFor();
    return opened;
  };

  it('obeys its content policy and reports no error', async () => {
    const { page, errors } = await openRun();
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('has its buttons, which say what was pressed', async () => {
    const { page, sent } = await openRun();
    await page.getByRole('button', { name: 'Save and stop' }).click();
    await page.getByRole('button', { name: 'Keep maya_000000500.safetensors' }).click();
    await page.getByRole('button', { name: 'Lower the learning rate' }).click();
    assert.deepEqual((await sent()).slice(1), [
      { kind: 'press', button: 'save-and-stop' },
      { kind: 'checkpoint', button: 'keep', id: 'maya_000000500.safetensors' },
      { kind: 'remedy', incident: 'nan-800', remedy: 'lower-rate' },
    ]);
    await page.close();
  });

  it('walks through the samples by arrow keys and compares two of them', async () => {
    const { page } = await openRun();
    await page.getByRole('button', { name: 'step 1000, maya_char, portrait, smiling' }).click();
    const title = page.locator('#viewer-title');
    assert.equal(await title.textContent(), 'Step 1000');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    assert.equal(await title.textContent(), 'Step 500');
    assert.match((await page.locator('.viewer > p').textContent()) ?? '', /full body/);
    await page.getByLabel('Compare with step').selectOption('step 1000');
    const clip = () => page.locator('.front').evaluate((image) => Reflect.get(image, 'style').clipPath);
    assert.equal(await clip(), 'inset(0px 50% 0px 0px)');
    await page.getByLabel('Where the two images meet').press('Home');
    assert.equal(await clip(), 'inset(0px 100% 0px 0px)');
    await page.keyboard.press('Escape');
    await page.locator('.viewer').waitFor({ state: 'hidden' });
    // The focus is back at the image that was seen last.
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")');
    assert.equal(focused, 'step 500, maya_char, full body, walking in a park');
    await page.close();
  });

  it('reads the chart by the keyboard, zooms and shows all again', async () => {
    const { page } = await openRun();
    await page.locator('.plot').focus();
    await page.keyboard.press('Home');
    const readout = page.locator('.readout');
    assert.match((await readout.textContent()) ?? '', /^step 1 · loss /);
    await page.keyboard.press('End');
    assert.match((await readout.textContent()) ?? '', /^step 1250 · /);
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'Show all steps' }).click();
    await page.getByRole('button', { name: 'Show all steps' }).waitFor({ state: 'hidden' });
    await page.close();
  });

  it('zooms by a drag of the mouse', async () => {
    const { page } = await openRun();
    const box = await page.locator('.plot .u-over').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.2, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Show all steps' }).waitFor();
    await page.close();
  });

  it('keeps its choices and asks for the runs that lay over this one', async () => {
    const first = await openRun();
    await first.page.locator('[data-option=log]').check();
    await first.page.getByText('Compare runs').click();
    await first.page.getByLabel('old', { exact: true }).check();
    const saved = await first.saved();
    await first.page.close();
    const second = await openRun({ saved });
    assert.equal(await second.page.locator('[data-option=log]').isChecked(), true);
    assert.deepEqual((await second.sent()).at(-1), { kind: 'overlay', run: '/output/old' });
    await second.page.close();
  });

  it('shows a run without losses or samples', async () => {
    const { page, update, errors } = await openPage(browser, 'dashboard');
    const samples = { prompts: [], steps: [], images: [] };
    const run = dashboardRun({ samples, checkpoints: [], incidents: [], marks: [] });
    await update({ kind: 'run', run, others: [] });
    await page.getByText('No loss yet.').waitFor();
    await page.getByText('No samples yet.').waitFor();
    await page.getByText('No checkpoint has been saved yet.').waitFor();
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('tells a failure instead of a run', async () => {
    const { page, update } = await openPage(browser, 'dashboard');
    await update({ kind: 'failed', message: 'The folder /output/maya is gone.' });
    await page.getByRole('alert').getByText('is gone').waitFor();
    await page.close();
  });

  it('fits into 400 pixels', async () => {
    const { page } = await openRun({ width: 400 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.equal(width, 400);
    await page.close();
  });

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    it(`has nothing serious for axe in ${theme}`, async () => {
      const { page } = await openRun({ theme });
      const problems = async () => {
        await page.evaluate(`${AxeBuilder.source}; undefined`);
        const result: unknown = await page.evaluate(
          'axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" | ")))',
        );
        return result;
      };
      assert.deepEqual(await problems(), []);
      await page.getByRole('button', { name: 'step 1000, maya_char, portrait, smiling' }).click();
      assert.deepEqual(await problems(), []);
      await page.close();
    });
  }
});
