import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type ThemeName, themeVariables } from './theme-variables';

const repository = resolve(__dirname, '../../..');
const nonce = 'bm9uY2U';

/** A page of the extension in a plain browser, with a pretended editor around it. */
export interface PageInBrowser {
  readonly page: Page;
  /** Sends the page a message, as the extension does. */
  update(message: unknown): Promise<void>;
  /** The messages that the page has sent, oldest first. */
  sent(): Promise<readonly unknown[]>;
  /** What the page keeps between visits. */
  saved(): Promise<unknown>;
  /** Messages of the browser about errors, such as a violated content policy. */
  readonly errors: readonly string[];
}

export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}

/** Opens a page under the policy that the extension gives it, which allows no inline code and no address elsewhere. */
export async function openPage(
  browser: Browser,
  name: 'dashboard' | 'plan' | 'compare',
  options: { theme?: ThemeName; width?: number; height?: number; saved?: unknown } = {},
): Promise<PageInBrowser> {
  const bundle = await bundlePage(name);
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1000, height: options.height ?? 900 },
  });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('https://page.test/**', async (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    const found = bundle.get(file);
    if (file === '')
      await route.fulfill({ contentType: 'text/html', body: html(name, options.theme ?? 'dark') });
    else if (found === undefined) await route.fulfill({ status: 404 });
    else await route.fulfill({ contentType: typeOf(file), body: found });
  });
  await page.addInitScript(pretendedEditor(options.saved));
  await page.goto('https://page.test/');
  return {
    page,
    errors,
    update: (message) =>
      page.evaluate((data) => Reflect.get(globalThis, 'postMessage').call(globalThis, data), message),
    sent: () => page.evaluate('sentToExtension'),
    saved: () => page.evaluate('keptState()'),
  };
}

/** What the editor gives a page, as source text: a function of this file would arrive with the test runner's helpers. */
function pretendedEditor(saved: unknown): string {
  return `{
    let state = ${JSON.stringify(saved ?? null)};
    const sent = [];
    globalThis.sentToExtension = sent;
    globalThis.keptState = () => state;
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => sent.push(message),
      getState: () => state,
      setState: (next) => { state = next; },
    });
  }`;
}

const bundles = new Map<string, Promise<Map<string, Buffer>>>();

function bundlePage(name: string): Promise<Map<string, Buffer>> {
  const known = bundles.get(name);
  if (known) return known;
  const made = build({
    absWorkingDir: repository,
    entryPoints: { [name]: `client/webviews/${name}/main.ts` },
    outdir: join(repository, 'out'),
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'warning',
  }).then(
    ({ outputFiles }) =>
      new Map(
        outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).at(-1) ?? '', Buffer.from(contents)]),
      ),
  );
  bundles.set(name, made);
  return made;
}

function html(name: string, theme: ThemeName): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${name}</title>
<style nonce="${nonce}">:root { ${themeVariables(theme)} }</style>
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="/${name}.css"></head>
<body class="vscode-${theme}"><main id="page"></main><script nonce="${nonce}" src="/${name}.js"></script></body></html>`;
}

function typeOf(file: string): string {
  if (file.endsWith('.css')) return 'text/css';
  return file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream';
}
