import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { findEditorHost } from './editor-host.mjs';
import {
  installExtension,
  launchBrowser,
  prepareHostFolders,
  startServerHost,
  workbenchUrl,
} from './server-host.mjs';

const themes = {
  light: { name: 'Default Light Modern', className: 'light_modern' },
  dark: { name: 'Default Dark Modern', className: 'dark_modern' },
  'high-contrast': { name: 'Default High Contrast', className: 'hc-black' },
};

/**
 * Opens the server host with our extension in Chromium, gives the page to `use`, and closes everything after it.
 *
 * @template T
 * @param {object} options
 * @param {string} options.workspace folder to open; its files may be changed by what is done on the page
 * @param {string} [options.file] to open, relative to the workspace, perhaps with `:LINE:COLUMN`
 * @param {'light' | 'dark' | 'high-contrast'} [options.theme]
 * @param {number} [options.width] in CSS pixels
 * @param {number} [options.height] in CSS pixels
 * @param {number} [options.scale] device pixels for one CSS pixel
 * @param {string} [options.vsix] package to run from; without it the source folder's `dist/`
 * @param {Record<string, unknown>} [options.settings] of the user
 * @param {Record<string, string>} [options.env] variables of the editor's processes
 * @param {(page: import('playwright-core').Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withEditorPage(options, use) {
  const { theme = 'dark', width = 1280, height = 800, scale = 1 } = options;
  process.env.QWEN_LORA_HOST ??= 'server';
  const host = await findEditorHost({ purpose: 'tests', log: (line) => console.error(line) });
  if (host.kind !== 'server') throw new Error('Pictures are taken in the server host: unset QWEN_LORA_HOST.');
  const root = mkdtempSync(join(tmpdir(), 'qwen-lora-page-'));
  const workspace = resolve(options.workspace);
  const folders = prepareHostFolders(root, {
    'workbench.colorTheme': themes[theme].name,
    'security.workspace.trust.enabled': false,
    'window.menuBarVisibility': 'compact',
    'editor.minimap.enabled': false,
    ...options.settings,
  });
  let server;
  let browser;
  try {
    if (options.vsix !== undefined) await installExtension(host.serverMain, folders, resolve(options.vsix));
    server = await startServerHost(host.serverMain, folders, { env: options.env ?? {} });
    browser = await launchBrowser(host.browserPath);
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: theme === 'light' ? 'light' : 'dark',
    });
    const payload = { skipWelcome: 'true' };
    if (options.vsix === undefined) {
      // VS Code takes every theme below a development extension for that extension's and shows the first one; its
      // own themes lie in `.vscode-host/`. A link from elsewhere hides that.
      payload.extensionDevelopmentPath = join(root, 'extension');
      symlinkSync(repositoryRoot, payload.extensionDevelopmentPath);
    }
    if (options.file !== undefined) {
      payload.openFile = join(workspace, options.file);
      payload.gotoLineMode = 'true';
    }
    await page.goto(workbenchUrl(server.port, workspace, payload));
    await page.waitForSelector(`.monaco-workbench[class*="${themes[theme].className}"] .part.statusbar`, {
      timeout: 60_000,
    });
    if (options.file !== undefined)
      await page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });
    return await use(page);
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

/**
 * Does one thing on the page that a person could do. A step is a word and its argument:
 * `key:Control+Period`, `type:text`, `hover:text on the page`, `click:text on the page`, `click-css:selector`,
 * `wait:text to appear`, `wait-css:selector`, `wait-ms:500`, `command:title in the palette`; within the page of ours that is
 * shown `page-wait:selector`, `page-click:selector` and `page-scroll:selector`.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} step
 */
export async function doStep(page, step) {
  const colon = step.indexOf(':');
  const kind = colon < 0 ? step : step.slice(0, colon);
  const argument = step.slice(colon + 1);
  const action = actions[kind];
  if (action === undefined) throw new Error(`Unknown step '${step}'.`);
  await action(page, argument);
}

const patience = { timeout: 60_000 };

/** @type {Record<string, (page: import('playwright-core').Page, argument: string) => Promise<unknown>>} */
const actions = {
  key: (page, key) => page.keyboard.press(key),
  type: (page, text) => page.keyboard.type(text, { delay: 20 }),
  hover: (page, text) => page.getByText(text).first().hover(patience),
  click: (page, text) => page.getByText(text).first().click(patience),
  'click-css': (page, selector) => page.locator(selector).first().click(patience),
  'hover-css': (page, selector) => page.locator(selector).first().hover(patience),
  wait: (page, text) => page.getByText(text).first().waitFor(patience),
  'wait-css': (page, selector) => page.locator(selector).first().waitFor(patience),
  'wait-ms': (page, milliseconds) => page.waitForTimeout(Number(milliseconds)),
  'page-wait': (page, selector) => ownPage(page).locator(selector).first().waitFor(patience),
  'page-click': (page, selector) => ownPage(page).locator(selector).first().click(patience),
  'page-scroll': (page, selector) =>
    ownPage(page)
      .locator(selector)
      .first()
      .evaluate((element) => element.scrollIntoView()),
  command: async (page, title) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().waitFor(patience);
    await page.keyboard.type(title);
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor(patience);
    await page.waitForTimeout(300);
    await page.keyboard.press('Enter');
  },
};

/** The page of ours in the webview that is shown. */
function ownPage(page) {
  const webview = page.locator('iframe.webview.ready:visible').last().contentFrame();
  return webview.locator('#active-frame').contentFrame();
}
