import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The repository's root folder, wherever the caller's working directory is. */
export const repositoryRoot = dirname(import.meta.dirname ?? new URL('.', import.meta.url).pathname);

const isWindows = process.platform === 'win32';
const running = new Set();
let signalsAreHooked = false;

/**
 * Runs a program with an argument array (no shell) and without standard input.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, output?: 'inherit' | 'capture' | ((text: string) => void) }} [options]
 * @returns {Promise<{ status: number | null, output: string, timedOut: boolean }>} `status` is null when the
 *   program could not be started or was killed; `output` is empty when it was inherited.
 */
export function runCommand(program, args, options = {}) {
  const { cwd = repositoryRoot, env = process.env, timeoutMs, output = 'inherit' } = options;
  return new Promise((resolve) => {
    const child = startProcess(program, args, {
      cwd,
      env,
      stdio: output === 'inherit' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let timedOut = false;
    const take = (chunk) => {
      text += chunk;
      if (typeof output === 'function') output(String(chunk));
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stopProcess(child);
          }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, output: `${text}${error.message}\n`, timedOut });
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, output: text, timedOut });
    });
  });
}

/**
 * Starts a child process in a group of its own, so that `stopProcess` ends its descendants too. Children that
 * are still alive when this process is interrupted are stopped with it.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startProcess(program, args, options) {
  const child = spawn(program, [...args], { ...options, detached: !isWindows, windowsHide: true });
  running.add(child);
  child.once('close', () => running.delete(child));
  child.once('error', () => running.delete(child));
  hookSignals();
  return child;
}

/**
 * Ends a process from `startProcess` and everything that it started: politely first, by force after five seconds.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>} settles when the process has ended
 */
export async function stopProcess(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
  signalGroup(child, 'SIGTERM');
  await ended;
  clearTimeout(force);
  signalGroup(child, 'SIGKILL');
}

/**
 * Runs npm as the one that started us where there is one, else the one on PATH.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof runCommand>[2]} [options]
 */
export function runNpm(args, options) {
  const script = npmScript();
  return script === undefined
    ? runCommand('npm', args, options)
    : runCommand(process.execPath, [script, ...args], options);
}

/**
 * The full path of a program on PATH, or undefined.
 *
 * @param {string} name
 */
export function findOnPath(name) {
  const endings = isWindows ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

function npmScript() {
  const fromNpm = process.env.npm_execpath;
  if (fromNpm?.endsWith('npm-cli.js') && existsSync(fromNpm)) return fromNpm;
  const besideNode = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(besideNode) ? besideNode : undefined;
}

function signalGroup(child, signal) {
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was asked for.
  }
}

function hookSignals() {
  if (signalsAreHooked) return;
  signalsAreHooked = true;
  process.once('exit', () => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  });
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.once(signal, () => {
      for (const child of running) signalGroup(child, 'SIGTERM');
      // Half a second lets children write what they must; whatever is left is ended by the exit handler.
      setTimeout(() => process.exit(status), 500);
    });
  }
}
