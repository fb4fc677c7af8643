import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  freePort,
  installExtension,
  launchBrowser,
  prepareHostFolders,
  startServerHost,
  workbenchUrl,
} from '../../scripts/editor-host/server-host.mjs';
import { repositoryRoot, runCommand } from '../../scripts/run-command.mjs';

/** How long a run may take, in milliseconds. */
const mostMs = 10 * 60_000;

/**
 * One configuration of the editor and the suites that run in it.
 *
 * @typedef {object} EditorSuite
 * @property {string} name of the result file and the output folder
 * @property {readonly string[]} suites paths of the suites' TypeScript files
 * @property {string} extension folder of the development extension
 * @property {string} [vsix] a package to install first
 * @property {boolean} trusted whether the workspace is trusted
 * @property {Record<string, unknown>} [settings] of the user
 * @property {Record<string, string>} [env] variables of the editor's processes, beside those of this one
 * @property {boolean} [crashes] whether the suites crash the page once, by `crash-page` in the workspace, and begin anew in a
 *   second page as soon as `open-page` is there; only the server host can do that
 * @property {number} [reloads] how often the suites reload the window; each time they begin anew
 * @property {(folder: string) => void} fillWorkspace writes the files of the workspace
 * @property {number} [timeoutMs] of the whole run, ten minutes by default
 */

/**
 * Runs suites inside a real VS Code. They write `resultFile` themselves; when the editor dies or hangs before,
 * there is none, and the logs and a picture of the window lie in `out/e2e/<name>/`.
 *
 * @param {Awaited<ReturnType<typeof import('../../scripts/editor-host/editor-host.mjs').findEditorHost>>} host
 * @param {EditorSuite} suite
 * @param {string} resultFile
 */
export async function runInEditor(host, suite, resultFile) {
  const outFolder = join(repositoryRoot, 'out', 'e2e', suite.name);
  rmSync(outFolder, { recursive: true, force: true });
  rmSync(resultFile, { force: true });
  mkdirSync(outFolder, { recursive: true });
  const entry = await bundleSuites(suite, outFolder, resultFile);
  const root = mkdtempSync(join(tmpdir(), 'qwen-lora-e2e-'));
  try {
    const workspace = join(root, 'workspace');
    mkdirSync(workspace);
    suite.fillWorkspace(workspace);
    const folders = prepareHostFolders(root, {
      'security.workspace.trust.enabled': !suite.trusted,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
      ...suite.settings,
    });
    // The practice toolkit writes each of its starts down there, for the suites to read.
    const debugPort = await freePort();
    const env = {
      PRACTICE_RECORD: join(outFolder, 'starts.jsonl'),
      // Where a suite reaches the editor's window, to click and type in it like a person.
      EDITOR_WINDOW: `http://127.0.0.1:${debugPort}`,
      ...suite.env,
    };
    const run = { suite, env, debugPort, outFolder, resultFile, entry, workspace, folders };
    if (host.kind === 'server') await runInServer(host, run);
    else await runInDesktop(host, run);
  } finally {
    // Processes of the editor that are still ending may write for a moment.
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

async function bundleSuites(suite, outFolder, resultFile) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: {
      index: 'test/e2e/index.ts',
      ...Object.fromEntries(suite.suites.map((path) => [suiteOutput(path), path])),
    },
    outdir: outFolder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha', 'playwright-core', 'axe-core'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const suiteFiles = suite.suites.map((path) => join(outFolder, `${suiteOutput(path)}.js`));
  writeFileSync(join(outFolder, 'plan.json'), JSON.stringify({ resultFile, suiteFiles }));
  return join(outFolder, 'index.js');
}

function suiteOutput(path) {
  return `suites/${basename(path, '.ts')}`;
}

async function runInServer(
  host,
  { suite, env, debugPort, outFolder, resultFile, entry, workspace, folders },
) {
  const log = createWriteStream(join(outFolder, 'server.log'));
  let endsToCome = 1 + (suite.reloads ?? 0);
  if (suite.vsix !== undefined) await installExtension(host.serverMain, folders, suite.vsix);
  const server = await startServerHost(host.serverMain, folders, {
    env,
    onOutput: (text) => {
      log.write(text);
      endsToCome -= text.match(/Extension Host Process exited with code/gi)?.length ?? 0;
    },
  });
  let browser;
  try {
    browser = await launchBrowser(host.browserPath, debugPort);
    const openPage = async () => {
      const opened = await browser.newPage({
        viewport: { width: 1400, height: 900 },
        // A suite reads what a terminal shows by copying it.
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      opened.on('console', (message) => log.write(`[page] ${message.text()}\n`));
      await opened.goto(
        workbenchUrl(server.port, workspace, {
          extensionDevelopmentPath: suite.extension,
          extensionTestsPath: entry,
          skipWelcome: 'true',
        }),
      );
      return opened;
    };
    let page = await openPage();
    if (suite.crashes) {
      await crashPage(page, workspace);
      page = await openPage();
    }
    const deadline = Date.now() + (suite.timeoutMs ?? mostMs);
    const hostHasEnded = () => endsToCome <= 0;
    while (!existsSync(resultFile) && !hostHasEnded() && Date.now() < deadline) await delay(200);
    // The result is written just before the extension host ends.
    if (hostHasEnded()) await delay(500);
    if (!existsSync(resultFile) || readResult(resultFile).failed > 0) {
      await page.screenshot({ path: join(outFolder, 'window.png'), timeout: 10_000 }).catch(() => undefined);
    }
    if (!existsSync(resultFile)) {
      console.log(
        `${suite.name}: the editor ${hostHasEnded() ? 'ended' : 'was stopped'} without a result; see ${outFolder}.`,
      );
      printSoFar(resultFile);
    }
  } finally {
    await browser?.close();
    await server.stop();
    log.end();
  }
}

/**
 * Crashes a page, whose extension host lives on, when the suite asks for it, and answers when the suite wants the next page.
 * The suite talks by files in the workspace.
 */
async function crashPage(page, workspace) {
  const asked = async (name) => {
    const deadline = Date.now() + 2 * 60_000;
    while (!existsSync(join(workspace, name))) {
      if (Date.now() > deadline) throw new Error(`The suite did not ask for '${name}' in time.`);
      await delay(100);
    }
  };
  await asked('crash-page');
  const session = await page.context().newCDPSession(page);
  // A page that crashes does not answer.
  session.send('Page.crash').catch(() => undefined);
  await page.waitForEvent('crash', { timeout: 10_000 });
  writeFileSync(join(workspace, 'page-crashed'), '');
  await asked('open-page');
  await page.close().catch(() => undefined);
}

async function runInDesktop(
  host,
  { suite, env, debugPort, outFolder, resultFile, entry, workspace, folders },
) {
  const { resolveCliArgsFromVSCodeExecutablePath } = await import('@vscode/test-electron');
  const own = ['--user-data-dir', folders.userData, '--extensions-dir', folders.extensions];
  if (process.getuid?.() === 0) own.push('--no-sandbox');
  if (suite.vsix !== undefined) {
    const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(host.executable);
    const installed = await runCommand(cli, [...args, ...own, '--install-extension', suite.vsix, '--force'], {
      timeoutMs: 120_000,
      output: 'capture',
    });
    if (installed.status !== 0) throw new Error(`Installing ${suite.vsix} failed:\n${installed.output}`);
  }
  // test-electron's own runTests switches workspace trust off, which the untrusted suite needs.
  const { status, output, timedOut } = await runCommand(
    host.executable,
    [
      workspace,
      ...own,
      '--disable-gpu',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      `--remote-debugging-port=${debugPort}`,
      `--extensionDevelopmentPath=${suite.extension}`,
      `--extensionTestsPath=${entry}`,
    ],
    { env: { ...process.env, ...env }, timeoutMs: suite.timeoutMs ?? mostMs, output: 'capture' },
  );
  writeFileSync(join(outFolder, 'desktop.log'), output);
  if (existsSync(resultFile)) return;
  const end = timedOut ? 'was stopped' : `ended with status ${status}`;
  console.log(`${suite.name}: the editor ${end} without a result; see ${outFolder}.`);
  printSoFar(resultFile);
}

/** Says which tests ended, and how, in a run that was stopped or died. */
function printSoFar(resultFile) {
  const file = `${resultFile}.so-far`;
  if (!existsSync(file)) return;
  const tests = readResult(file);
  for (const { name, passed, durationMs, message } of tests) {
    if (!passed) console.log(`  failed before the end: ${name} (${durationMs} ms)\n${message}`);
  }
  console.log(`  ${tests.length} tests ended; the last was '${tests.at(-1)?.name}'.`);
}

function readResult(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
