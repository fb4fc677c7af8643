import { existsSync, realpathSync } from 'node:fs';
import { request } from 'node:https';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath, repositoryRoot } from '../run-command.mjs';
import { installServerHost } from './server-host-install.mjs';

/**
 * @typedef {{ kind: 'desktop', executable: string, cli: string | undefined }} DesktopHost
 * @typedef {{ kind: 'server', serverMain: string, version: string, browserPath: string | undefined }} ServerHost
 */

/**
 * Finds a VS Code to run in: an installed desktop VS Code (VSCODE_PATH, `code`), otherwise a downloaded one, otherwise
 * VS Code's server build, which is installed into `.vscode-host/`.
 * `QWEN_LORA_HOST=desktop` or `=server` sets the kind, and `VSCODE_VERSION` the version of a desktop that is downloaded.
 *
 * @param {{ purpose: 'tests' | 'start', mayInstall?: boolean, log?: (line: string) => void }} options tests need
 *   Chromium in addition to the server; `npm start` uses the person's own browser and downloads no desktop VS Code;
 *   without `mayInstall` nothing is downloaded or installed
 * @returns {Promise<DesktopHost | ServerHost>}
 */
export async function findEditorHost({ purpose, mayInstall = true, log = console.log }) {
  const choice = process.env.QWEN_LORA_HOST ?? '';
  if (!['', 'desktop', 'server'].includes(choice)) {
    throw new Error(`QWEN_LORA_HOST is '${choice}'; it can be 'desktop' or 'server'.`);
  }
  if (choice !== 'server') {
    const desktop = installedDesktop();
    if (desktop !== undefined) return desktop;
    if (mayInstall && purpose === 'tests' && (choice === 'desktop' || (await mayDownload()))) {
      const downloaded = await downloadDesktop(log, choice === 'desktop');
      if (downloaded !== undefined) return downloaded;
    }
    if (choice === 'desktop') {
      throw new Error('No desktop VS Code was found. Install one, or set VSCODE_PATH to its executable.');
    }
  }
  const server = await installServerHost({ browser: purpose === 'tests', mayInstall, log });
  return { kind: 'server', ...server };
}

/** The desktop VS Code of VSCODE_PATH or PATH, where a window can be shown. */
function installedDesktop() {
  const named = process.env.VSCODE_PATH;
  if (named !== undefined && named !== '') {
    const desktop = desktopFrom(named);
    if (desktop === undefined) throw new Error(`VSCODE_PATH is '${named}', which is no VS Code executable.`);
    return desktop;
  }
  if (!hasDisplay()) return undefined;
  for (const name of ['code', 'code-insiders', 'codium']) {
    const path = findOnPath(name);
    const desktop = path === undefined ? undefined : desktopFrom(path);
    if (desktop !== undefined) return desktop;
  }
  return undefined;
}

/**
 * The Electron executable that belongs to `path`, which is that executable itself or the `code` script beside it.
 * A remote shell's `code` has none, and so is no desktop.
 */
function desktopFrom(path) {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  const name = basename(real).replace(/\.(cmd|exe)$/i, '');
  const folder = dirname(real);
  if (basename(folder) !== 'bin') return { kind: 'desktop', executable: real, cli: undefined };
  const candidates = [
    join(folder, '..', name),
    join(folder, '..', 'Code.exe'),
    join(folder, '..', 'Code - Insiders.exe'),
    join(folder, '..', 'VSCodium.exe'),
    // macOS: Contents/Resources/app/bin/code
    join(folder, '..', '..', '..', 'MacOS', 'Electron'),
  ];
  const executable = candidates.find((each) => existsSync(each));
  return executable === undefined ? undefined : { kind: 'desktop', executable, cli: real };
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function mayDownload() {
  if (!hasDisplay()) return false;
  if (process.platform === 'linux' && process.env.CI) return false;
  return await answersQuickly('https://update.code.visualstudio.com/api/releases/stable');
}

/** Whether a GET of `url` gets any successful answer within three seconds. */
function answersQuickly(url) {
  return new Promise((resolve) => {
    const asked = request(url, { timeout: 3000 }, (response) => {
      resolve(response.statusCode === 200);
      response.destroy();
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    setTimeout(() => asked.destroy(), 3000).unref();
    asked.end();
  });
}

async function downloadDesktop(log, isRequired) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  try {
    log('Downloading a desktop VS Code …');
    const executable = await downloadAndUnzipVSCode({
      version: process.env.VSCODE_VERSION ?? 'stable',
      cachePath: join(repositoryRoot, '.vscode-host', 'desktop'),
      timeout: 15_000,
    });
    return { kind: 'desktop', executable, cli: undefined };
  } catch (error) {
    if (isRequired) throw new Error(`The download of VS Code failed: ${error.message}`);
    log(`The download failed (${error.message}); the server host is used instead.`);
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const host = await findEditorHost({ purpose: 'tests' });
  console.log(
    host.kind === 'desktop'
      ? `Desktop VS Code: ${host.executable}`
      : `VS Code ${host.version}, server build, in ${host.browserPath}`,
  );
}
