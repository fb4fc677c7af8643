import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runCommand, startProcess, stopProcess } from '../run-command.mjs';

/**
 * The folders that one run of the server host owns.
 *
 * @typedef {{ userData: string, serverData: string, extensions: string }} HostFolders
 */

/**
 * Makes the folders of a run below `root` and writes the user's settings there.
 *
 * @param {string} root
 * @param {Record<string, unknown>} settings
 * @returns {HostFolders}
 */
export function prepareHostFolders(root, settings) {
  const folders = {
    userData: join(root, 'user-data'),
    serverData: join(root, 'server-data'),
    extensions: join(root, 'extensions'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  mkdirSync(join(folders.userData, 'User'), { recursive: true });
  writeFileSync(
    join(folders.userData, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  return folders;
}

/** Settings that keep a fresh VS Code from asking the network or the person for anything. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.commandCenter.enabled': false,
};

/**
 * Starts VS Code's server on a free port of this machine.
 *
 * @param {string} serverMain
 * @param {HostFolders} folders
 * @param {{ port?: number, env?: Record<string, string>, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ port: number, stop: () => Promise<void>, ended: Promise<number | null> }>} once it listens
 */
export async function startServerHost(serverMain, folders, options = {}) {
  const port = options.port ?? (await freePort());
  const server = startProcess(
    process.execPath,
    [
      serverMain,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--telemetry-level',
      'off',
      ...folderArguments(folders),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...serverEnvironment(), ...options.env } },
  );
  const ended = new Promise((resolve) => server.once('close', (status) => resolve(status)));
  let text = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start in 60 s:\n${text}`)), 60_000);
    const take = (chunk) => {
      text += chunk;
      options.onOutput?.(String(chunk));
      if (!text.includes('Extension host agent listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout.setEncoding('utf8').on('data', take);
    server.stderr.setEncoding('utf8').on('data', take);
    server.once('error', reject);
    void ended.then((status) => reject(new Error(`The server ended with status ${status}:\n${text}`)));
  }).catch(async (error) => {
    await stopProcess(server);
    throw error;
  });
  return { port, stop: () => stopProcess(server), ended };
}

/**
 * Installs a `.vsix` into the run's extensions folder, as a person would.
 *
 * @param {string} serverMain
 * @param {HostFolders} folders
 * @param {string} vsix
 */
export async function installExtension(serverMain, folders, vsix) {
  const { status, output } = await runCommand(
    process.execPath,
    [serverMain, '--install-extension', vsix, '--force', ...folderArguments(folders)],
    { env: serverEnvironment(), timeoutMs: 120_000, output: 'capture' },
  );
  if (status !== 0) throw new Error(`Installing ${vsix} failed:\n${output}`);
}

/**
 * The address of the workbench in a browser.
 *
 * @param {number} port
 * @param {string | undefined} folder absolute path of the folder to open
 * @param {Record<string, string>} [payload] development options; paths in them are absolute
 */
export function workbenchUrl(port, folder, payload = {}) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (folder !== undefined) url.searchParams.set('folder', folder);
  const entries = Object.entries(payload).map(([name, value]) => [
    name,
    value.startsWith('/') ? `vscode-remote://127.0.0.1:${port}${value}` : value,
  ]);
  if (entries.length > 0) url.searchParams.set('payload', JSON.stringify(entries));
  return url.href;
}

/**
 * Opens Chromium without a window.
 *
 * @param {string} browserPath
 * @param {number} [debugPort] at which a suite may connect to the same window
 */
export async function launchBrowser(browserPath, debugPort) {
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(debugPort === undefined ? [] : [`--remote-debugging-port=${debugPort}`]),
    ],
  });
}

function folderArguments(folders) {
  return [
    '--user-data-dir',
    folders.userData,
    '--server-data-dir',
    folders.serverData,
    '--extensions-dir',
    folders.extensions,
  ];
}

function serverEnvironment() {
  const env = { ...process.env };
  // Inside a terminal of VS Code these would make the server talk to that window.
  for (const name of Object.keys(env)) {
    if (name.startsWith('VSCODE_') || name.startsWith('ELECTRON_')) delete env[name];
  }
  return env;
}

/** @returns {Promise<number>} a port of this machine that nothing listens at */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
