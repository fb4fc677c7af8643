import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findOnPath, repositoryRoot, runCommand, runNpm } from '../run-command.mjs';
import { installByHand, installSystemPackages } from '../system-packages.mjs';

const version = '4.100.3';
const hostFolder = join(repositoryRoot, '.vscode-host');
// Native modules are built for one Node ABI and platform, hence both are in the key.
const installFolder = join(
  hostFolder,
  `code-server-${version}-${process.platform}-${process.arch}-abi${process.versions.modules}`,
);
const vscodeFolder = join(installFolder, 'node_modules', 'code-server', 'lib', 'vscode');

/** The native modules that the server needs to start, to watch files and to run terminals. */
const nativeModules = ['@vscode/spdlog', 'native-watchdog', '@parcel/watcher', 'node-pty'];

/**
 * Installs VS Code's server build from the `code-server` package into `.vscode-host/`, once. Every step is recorded, so
 * an interrupted installation continues where it stopped; a lock prevents two installations at the same time.
 *
 * @param {{ browser: boolean, mayInstall?: boolean, log?: (line: string) => void }} options `browser`: Chromium is
 *   needed too; without `mayInstall` everything must be there already
 * @throws {Error} that names what is missing and how to install it
 * @returns {Promise<{ serverMain: string, version: string, browserPath: string | undefined }>} `version` is VS Code's own
 */
export async function installServerHost({ browser, mayInstall = true, log = console.log }) {
  if (process.platform === 'win32') {
    throw new Error('The server host runs on Linux and macOS. On Windows set VSCODE_PATH to Code.exe.');
  }
  if (!mayInstall) checkInstallation(browser);
  mkdirSync(installFolder, { recursive: true });
  const unlock = await lock(log);
  try {
    await installSystemPackages(missingPackages(browser), { log });
    for (const { name, title, work } of installSteps) await step(name, log, title, work);
    linkRipgrep();
  } finally {
    unlock();
  }
  const product = JSON.parse(readFileSync(join(vscodeFolder, 'package.json'), 'utf8'));
  return {
    serverMain: join(vscodeFolder, 'out', 'server-main.js'),
    version: product.version,
    browserPath: findBrowser(),
  };
}

/** Chromium or Chrome: CHROMIUM_PATH, else the first known name on PATH, else macOS's usual place. */
function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && existsSync(named)) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const path = findOnPath(name);
    if (path !== undefined) return path;
  }
  const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return existsSync(macPath) ? macPath : undefined;
}

/** Debian's names of the system packages that the host needs and that are missing. */
function missingPackages(browser) {
  const needs = [
    ['ripgrep', findOnPath('rg')],
    ['python3', findOnPath('python3')],
    ['make', findOnPath('make')],
    ['g++', findOnPath('g++') ?? findOnPath('clang++')],
  ];
  // Without a font package Chromium draws every letter as an empty box.
  if (browser) needs.push(['chromium', findBrowser()], ['fonts-dejavu-core', findFont()]);
  return needs.filter(([, path]) => path === undefined).map(([name]) => name);
}

/** @throws {Error} if the host or a program that it needs would have to be installed */
function checkInstallation(browser) {
  const isInstalled = installSteps.every(({ name }) => existsSync(stampOf(name)));
  // The compiler is needed only to build the host.
  const buildTools = ['make', 'g++'];
  const missing = missingPackages(browser).filter((name) => !isInstalled || !buildTools.includes(name));
  if (isInstalled && missing.length === 0) return;
  const host = isInstalled
    ? ''
    : " VS Code's server build is not in .vscode-host/; run once without --no-install.";
  const packages = missing.length === 0 ? '' : ` ${installByHand(missing)}`;
  throw new Error(`The editor suites may not install anything, and something is missing.${host}${packages}`);
}

function findFont() {
  return ['/usr/share/fonts', '/usr/local/share/fonts', '/Library/Fonts'].find((folder) =>
    existsSync(folder),
  );
}

async function installCodeServer() {
  const manifest = join(installFolder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true, "name": "editor-host" }\n');
  // Its own install script wants Kerberos headers and downloads ripgrep; neither is needed here.
  await npmInstall(installFolder, [`code-server@${version}`]);
}

async function installServerDependencies() {
  await npmInstall(vscodeFolder, []);
  await npmInstall(join(vscodeFolder, 'extensions'), []);
}

async function npmInstall(folder, packages) {
  const args = ['install', ...packages, '--omit=dev', '--ignore-scripts', ...npmFlags];
  const result = await runNpm(args, {
    cwd: folder,
    env: npmEnvironment(),
    timeoutMs: 8 * 60_000,
    output: 'capture',
  });
  if (result.status !== 0) throw new Error(`npm install failed in ${folder}:\n${tail(result.output)}`);
}

async function buildNativeModules() {
  for (const name of nativeModules) {
    // Some carry a binary that fits this machine already.
    if (await loads(name)) continue;
    // The exit status of node-pty's rebuild is not to be trusted: its post-install step fails after a good build.
    const result = await runNpm(['rebuild', name, '--ignore-scripts=false', ...npmFlags], {
      cwd: vscodeFolder,
      env: npmEnvironment(),
      timeoutMs: 8 * 60_000,
      output: 'capture',
    });
    if (!(await loads(name))) throw new Error(`Building ${name} failed:\n${tail(result.output)}`);
  }
}

async function loads(name) {
  const path = JSON.stringify(join(vscodeFolder, 'node_modules', name));
  const { status } = await runCommand(process.execPath, ['-e', `require(${path})`], { output: 'capture' });
  return status === 0;
}

function linkRipgrep() {
  const bundled = join(vscodeFolder, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg');
  if (existsSync(bundled)) return;
  mkdirSync(dirname(bundled), { recursive: true });
  rmSync(bundled, { force: true });
  symlinkSync(findOnPath('rg'), bundled);
}

/** Flags that hold whatever the user's npm configuration says. */
const npmFlags = [
  '--no-audit',
  '--no-fund',
  '--no-save',
  '--global=false',
  '--dry-run=false',
  '--engine-strict=false',
  '--package-lock=false',
  '--workspaces=false',
  '--loglevel=error',
];

function npmEnvironment() {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  // Values that the outer `npm test` exports would apply to this package, not to the host.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_/.test(name)) delete env[name];
  }
  const prefix = dirname(dirname(process.execPath));
  // node-gyp would download headers that most installations of Node already carry.
  if (env.npm_config_nodedir === undefined && existsSync(join(prefix, 'include', 'node', 'node.h'))) {
    env.npm_config_nodedir = prefix;
  }
  return env;
}

const installSteps = [
  {
    name: 'code-server',
    title: `code-server ${version} into .vscode-host/ (about 90 s and 320 MB, once)`,
    work: installCodeServer,
  },
  { name: 'dependencies', title: "the server's dependencies", work: installServerDependencies },
  { name: 'native', title: 'native modules', work: buildNativeModules },
];

/** The file that says that a step is done. */
function stampOf(name) {
  return join(installFolder, `.done-${name}`);
}

async function step(name, log, title, work) {
  const stamp = stampOf(name);
  if (existsSync(stamp)) return;
  log(`Installing ${title} …`);
  const started = Date.now();
  await work();
  writeFileSync(stamp, `${new Date().toISOString()}\n`);
  log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function lock(log) {
  const path = `${installFolder}.lock`;
  const deadline = Date.now() + 15 * 60_000;
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => unlinkSync(path);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (holderIsGone(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (Date.now() > deadline)
      throw new Error(`${path} has been held for 15 minutes; remove it if no install runs.`);
    if (!told) log('Waiting for another installation of the editor host …');
    told = true;
    await delay(500);
  }
}

function holderIsGone(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    // A lock without a number is being written just now, unless it is old.
    if (!Number.isInteger(holder) || holder <= 0) return Date.now() - statSync(path).mtimeMs > 10_000;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function tail(text) {
  return text.trimEnd().split('\n').slice(-30).join('\n');
}
