import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { findEditorHost } from './editor-host/editor-host.mjs';
import {
  installExtension,
  prepareHostFolders,
  startServerHost,
  workbenchUrl,
} from './editor-host/server-host.mjs';
import { findOnPath, repositoryRoot, runCommand, startProcess } from './run-command.mjs';

/** Settings of the private VS Code that shows the examples. */
const settings = {
  // The examples are this repository's own, so nobody has to be asked whether they are trusted.
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'readme',
};

async function main() {
  const mayInstall = !process.argv.includes('--no-install') && !process.env.QWEN_LORA_NO_INSTALL;
  await ensureDependencies({ mayInstall });
  const examples = join(repositoryRoot, 'examples');
  const host = await findEditorHost({ purpose: 'start', mayInstall });
  if (host.kind === 'desktop') await openDesktop(host, examples);
  else await openServer(host, examples);
}

async function openDesktop(host, examples) {
  const { buildAll } = await import('./build.mjs');
  console.log('Building …');
  await buildAll();
  const args = ['--new-window', `--extensionDevelopmentPath=${repositoryRoot}`, examples];
  if (process.getuid?.() === 0) {
    args.push('--no-sandbox', '--user-data-dir', join(repositoryRoot, '.vscode-host', 'start', 'desktop'));
  }
  console.log(`Opening ${examples} in ${host.executable} …`);
  const { status, output } = await runCommand(host.cli ?? host.executable, args, { output: 'capture' });
  if (status !== 0) throw new Error(`VS Code ended with status ${status}:\n${output}`);
}

async function openServer(host, examples) {
  const { packageExtension } = await import('./release/package.mjs');
  console.log('Building and packaging …');
  const vsix = await packageExtension();
  const root = join(repositoryRoot, '.vscode-host', 'start');
  mkdirSync(root, { recursive: true });
  const folders = prepareHostFolders(root, settings);
  await installExtension(host.serverMain, folders, vsix);
  const server = await startServerHost(host.serverMain, folders, { port: portFromEnvironment() });
  const url = workbenchUrl(server.port, examples);
  console.log(`\nVS Code ${host.version} is open on the examples at\n\n  ${url}\n\nCtrl-C ends it.`);
  openInBrowser(url);
  const status = await server.ended;
  if (status !== 0) throw new Error(`The server ended with status ${status}.`);
}

/** QWEN_LORA_PORT fixes the port, for instance to forward it from another machine. */
function portFromEnvironment() {
  const port = Number(process.env.QWEN_LORA_PORT);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function openInBrowser(url) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
  // Whoever has no opener has the printed address.
  if (opener === undefined) return;
  startProcess(opener, [url], { stdio: 'ignore' }).unref();
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
