import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from 'axe-core';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from '../../../support/pages/page-in-browser';
import { planView } from '../../../support/pages/plan-view';
import type { ThemeName } from '../../../support/pages/theme-variables';

/** With this folder the pictures of the docs are written there. */
const pictureFolder = process.env.PLAN_PICTURES;

describe('the page of a plan in a browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  const openPlan = async (options: { theme?: ThemeName; width?: number; height?: number } = {}, gpu = 16) => {
    const opened = await openPage(browser, 'plan', options);
    await opened.update({ kind: 'plan', view: await planView(gpu) });
    await opened.page.getByRole('heading', { name: 'maya.yaml: check before training' }).waitFor();
    return opened;
  };

  it('obeys its content policy and reports no error', async () => {
    const { page, errors } = await openPlan();
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('shows every part of the plan', async () => {
    const { page } = await openPlan();
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    assert.deepEqual(headings, [
      'Findings',
      'Datasets',
      'Schedule',
      'Memory',
      'Time and cost',
      'Disk',
      'Model as it is loaded',
      'This machine',
    ]);
    const text = (await page.locator('main').textContent()) ?? '';
    for (const part of ['70 images', '69 captions', 'Epochs', 'Cost', '900 GB free', 'Quantize to 4 bit']) {
      assert.ok(text.includes(part), part);
    }
    await page.close();
  });

  it('leads from a number to its line, starts, checks and applies fixes', async () => {
    const { page, sent } = await openPlan();
    await page
      .getByTitle(/Go to train\.steps/)
      .first()
      .click();
    await page.getByRole('button', { name: /^Quantize to 4 bit/ }).click();
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('button', { name: 'Start Qwen training' }).click();
    const asked = (await sent()).slice(1);
    assert.deepEqual(asked[0], { kind: 'go', line: 18 });
    const fix = asked[1];
    assert.equal(typeof fix === 'object' && fix !== null && Reflect.get(fix, 'kind'), 'fix');
    assert.deepEqual(asked.slice(2), [{ kind: 'check' }, { kind: 'start' }]);
    await page.close();
  });

  it('keeps the focus where it was when the file changes', async () => {
    const { page, update } = await openPlan();
    const number = page.getByTitle(/Go to train\.steps/).first();
    await number.focus();
    const before = await number.getAttribute('data-key');
    await update({ kind: 'plan', view: await planView(16) });
    const focused = await page.evaluate('document.activeElement.getAttribute("data-key")');
    assert.equal(focused, before);
    await page.close();
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    it(`is accessible in ${theme}, also when it is narrow`, async () => {
      for (const width of [1100, 420]) {
        const { page } = await openPlan({ theme, width });
        await page.evaluate(AxeBuilder.source);
        const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
        const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          [],
        );
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok(Number(overflow) <= 0, `${width} px: ${overflow} px too wide`);
        await page.close();
      }
    });

    it(`has a picture in ${theme}`, {
      skip: pictureFolder === undefined && 'no folder for pictures',
    }, async () => {
      if (pictureFolder === undefined) return;
      mkdirSync(pictureFolder, { recursive: true });
      const { page } = await openPlan({ theme, width: 1100, height: 900 });
      await page.screenshot({ path: path.join(pictureFolder, `plan-${theme}.png`), fullPage: true });
      await page.close();
    });
  }
});
