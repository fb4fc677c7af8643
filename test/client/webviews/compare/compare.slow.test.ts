import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from 'axe-core';
import type { Browser } from 'playwright-core';
import { compareView } from '../../../support/pages/compare-view';
import { launchChromium, openPage } from '../../../support/pages/page-in-browser';
import type { ThemeName } from '../../../support/pages/theme-variables';

/** Where pictures for people go; none are taken without it. */
const pictures = process.env.PAGE_PICTURES;

describe('the compare page in a browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  const openCompare = async (
    options: { theme?: ThemeName; width?: number; height?: number; saved?: unknown } = {},
  ) => {
    const opened = await openPage(browser, 'compare', options);
    await opened.update({ kind: 'view', view: compareView() });
    await opened.page.getByRole('tab', { name: 'Compare' }).waitFor();
    return opened;
  };

  it('obeys its content policy and keeps what it was opened with', async () => {
    const { page, errors, saved } = await openCompare();
    assert.deepEqual(errors, []);
    assert.deepEqual(Reflect.get(Object(await saved()), 'runs'), ['/output/maya']);
    await page.close();
  });

  it('is judged by the arrow keys, and an undo takes it back', async () => {
    const { page, sent } = await openCompare();
    await page.locator('#judge .left img').waitFor();
    for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await page.getByRole('button', { name: 'Undo' }).click();
    const messages = (await sent()).slice(1) as { kind: string; pair?: { better: string; blind: boolean } }[];
    assert.deepEqual(
      messages.map(({ kind, pair }) => pair?.better ?? kind),
      ['left', 'equal', 'right', 'undo'],
    );
    assert.equal(messages[0]?.pair?.blind, false);
    await page.close();
  });

  it('hides every name, step, loss and file while it is blind', async () => {
    const { page } = await openCompare({ saved: { blind: true, seed: 5 } });
    const text = (await page.locator('#panel-compare').innerText()).replace(/\d+ checkpoints? of \d+/, '');
    assert.doesNotMatch(text, /step|maya_0|0\.1\d|MB|epoch [0-9]/);
    const heads = await page.locator('#panel-compare .samples thead th').allInnerTexts();
    assert.deepEqual(heads, ['Prompt', 'A', 'B', 'C', 'D']);
    await page.getByLabel('Blind').uncheck();
    assert.match(await page.locator('.tally').innerText(), /step 500/);
    await page.close();
  });

  it('orders the tally and says how sure it is', async () => {
    const { page } = await openCompare();
    const names = await page.locator('.tally tbody th').allInnerTexts();
    assert.equal(names.length, 4);
    assert.match(names[0] ?? '', /step (500|750)/);
    assert.match(
      await page.locator('section:has(.tally) [role="status"]').innerText(),
      /leads.* probability of \d+ %/,
    );
    await page.close();
  });

  it('acts on a checkpoint, and shows what its check says', async () => {
    const { page, sent, update } = await openCompare();
    await page.getByRole('button', { name: 'Check maya_000000500.safetensors' }).click();
    await page.getByRole('button', { name: 'Copy maya_000000500.safetensors to ComfyUI …' }).click();
    assert.deepEqual((await sent()).slice(1), [
      { kind: 'candidate', button: 'check', id: 'maya@500' },
      { kind: 'candidate', button: 'copy', id: 'maya@500' },
    ]);
    const problems = [{ message: 'It was never trained.', remedy: 'Train again.', stops: true }];
    await update({
      kind: 'lora',
      check: { candidate: 'maya@500', summary: 'LoRA · rank 16', loading: [], problems },
    });
    assert.match(
      await page.locator('.check').innerText(),
      /LoRA · rank 16\s+It was never trained\. Train again\./,
    );
    await page.close();
  });

  it('sends the matrix as its axes say, and only numbers', async () => {
    const { page, sent } = await openCompare({ saved: { tab: 'matrix' } });
    await page.getByLabel('Guidance', { exact: true }).fill('3, high');
    await page.getByRole('button', { name: 'Send to ComfyUI …' }).click({ force: true });
    assert.equal((await sent()).length, 1);
    await page.getByLabel('Guidance', { exact: true }).fill('3.5 4');
    await page.getByLabel("Style LoRA, as in ComfyUI's list").fill('styles/ink.safetensors');
    await page.getByRole('button', { name: 'Send to ComfyUI …' }).click();
    assert.deepEqual((await sent()).at(-1), {
      kind: 'send',
      wish: {
        candidate: 'maya@500',
        prompts: [0, 1, 2],
        guidances: [3.5, 4],
        strengths: [0.6, 0.8, 1],
        style: 'styles/ink.safetensors',
        styleStrengths: [0, 0.6],
      },
    });
    assert.match(
      await page.locator('.matrix-form [role="status"]').innerText(),
      /3 prompts × 2 .* 36 images/,
    );
    await page.close();
  });

  it('makes a contact sheet of the matrix', async () => {
    const { page, sent } = await openCompare({ saved: { tab: 'matrix' } });
    await page.evaluate(() => {
      const messages: unknown[] = Reflect.get(globalThis, 'sentToExtension');
      const push = messages.push.bind(messages);
      messages.push = (message: { kind: string; png?: ArrayBuffer }) =>
        push(
          message.kind === 'sheet'
            ? {
                kind: 'sheet',
                bytes: [...new Uint8Array(message.png ?? new ArrayBuffer(0)).slice(0, 8)],
                size: message.png?.byteLength,
              }
            : message,
        );
    });
    await page.getByRole('button', { name: 'Contact sheet …' }).last().click();
    await page.waitForFunction(() =>
      Reflect.get(globalThis, 'sentToExtension').some((each: { kind: string }) => each.kind === 'sheet'),
    );
    const sheet = (await sent()).at(-1) as { bytes: number[]; size: number };
    assert.deepEqual(sheet.bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(sheet.size > 5000, String(sheet.size));
    await page.close();
  });

  it('keeps the checklist with its notes', async () => {
    const { page, sent } = await openCompare({ saved: { tab: 'checklist' } });
    await page.getByLabel('Works at guidance 3.0 to 4.0', { exact: true }).check();
    await page.getByLabel('Note on: Natural skin, not plastic').fill('see p01');
    await page.keyboard.press('Tab');
    assert.deepEqual((await sent()).slice(1), [
      { kind: 'mark', item: 'guidance', mark: { checked: true, note: '' } },
      { kind: 'mark', item: 'skin', mark: { checked: true, note: 'see p01' } },
    ]);
    await page.close();
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    for (const tab of ['compare', 'matrix', 'checklist'] as const) {
      it(`can be used by everyone: ${tab}, ${theme}`, async () => {
        const { page } = await openCompare({ theme, saved: { tab }, width: 1180, height: 1000 });
        if (pictures !== undefined) {
          mkdirSync(pictures, { recursive: true });
          await page.waitForTimeout(300);
          await page.screenshot({ path: path.join(pictures, `${tab}-${theme}.png`), fullPage: true });
        }
        await page.evaluate(AxeBuilder.source);
        const { violations } = await page.evaluate(() => Reflect.get(globalThis, 'axe').run());
        assert.deepEqual(
          violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [id, nodes[0]?.html]),
          [],
        );
        await page.close();
      });
    }
  }

  it('fits a narrow column without scrolling sideways', async () => {
    for (const tab of ['compare', 'matrix', 'checklist']) {
      const { page } = await openCompare({ width: 420, saved: { tab } });
      assert.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 420, tab);
      await page.close();
    }
  });
});
