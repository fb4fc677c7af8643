import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { CommandLine } from '../launch/command-line';
import { createProcessProbe, identify, type ProcessIdentity, type ProcessProbe } from './process-probe';

export interface ProcessExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

export type DetachedLaunch =
  | {
      readonly ok: true;
      readonly process: ProcessIdentity;
      /** Settles when the process ends while this extension host is still its parent; never after a reload. */
      readonly exited: Promise<ProcessExit>;
    }
  | { readonly ok: false; readonly error: string };

/**
 * Starts a training that outlives the window: a session and process group of its own on POSIX, no console on Windows, no pipe
 * to us that could break. Everything it prints goes to `consoleFile` (appended), which also holds what ai-toolkit's own
 * `--log` misses: import errors and crashes of the interpreter. No shell takes part.
 */
export async function launchDetached(
  command: CommandLine,
  consoleFile: string,
  probe: ProcessProbe = createProcessProbe(),
): Promise<DetachedLaunch> {
  await mkdir(path.dirname(consoleFile), { recursive: true });
  const output = await open(consoleFile, 'a');
  try {
    const child = spawn(command.program, [...command.args], {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
      windowsHide: true,
      shell: false,
    });
    const exited = new Promise<ProcessExit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    });
    const failure = await new Promise<Error | undefined>((resolve) => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', resolve);
    });
    if (failure) return { ok: false, error: failure.message };
    child.on('error', ignoreLateErrors);
    child.unref();
    const pid = child.pid ?? -1;
    // A process that has ended already is still a run, with a result to tell.
    const identity = (await identify(probe, pid)) ?? { pid, started: undefined };
    return { ok: true, process: identity, exited };
  } finally {
    await output.close();
  }
}

/** After the start only a failed kill reports here, and whoever kills looks for itself. */
function ignoreLateErrors(): void {
  return;
}
