import { type ChildProcess, spawn } from 'node:child_process';

export interface PythonExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not be started. */
  readonly error?: string;
  readonly stopped?: 'canceled' | 'timeout';
}

export interface PythonRun {
  readonly python: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly canceled: AbortSignal;
  onOutput(text: string): void;
}

/** Milliseconds that the program has to end its children and remove its files. */
const patience = 8_000;

/**
 * Runs the rehearsal's program to its end. Its standard input stays open while it may live: closing it makes the program end
 * its whole tree, also when this process dies. Never rejects.
 */
export function runPython(run: PythonRun): Promise<PythonExit> {
  return new Promise((resolve) => {
    const child = spawn(run.python, [...run.args], {
      cwd: run.cwd,
      env: { ...run.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that the whole tree can be ended.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let stopped: 'canceled' | 'timeout' | undefined;
    let error: string | undefined;
    let killer: NodeJS.Timeout | undefined;
    const end = (why: 'canceled' | 'timeout'): void => {
      if (stopped) return;
      stopped = why;
      if (process.platform === 'win32') killTree(child);
      child.stdin?.end();
      killer = setTimeout(() => killTree(child), patience);
    };
    const timer = setTimeout(() => end('timeout'), run.timeout);
    const cancel = (): void => end('canceled');
    run.canceled.addEventListener('abort', cancel);
    if (run.canceled.aborted) cancel();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => run.onOutput(text));
    }
    // The program may be gone before its input is closed.
    child.stdin?.on('error', () => undefined);
    child.on('error', (reason) => {
      error = reason.message;
      if (child.pid === undefined) settle(null, null);
    });
    child.on('exit', () => child.stdin?.end());
    const settle = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      run.canceled.removeEventListener('abort', cancel);
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        ...(error === undefined ? {} : { error }),
        ...(stopped ? { stopped } : {}),
      });
    };
    child.on('close', settle);
  });
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    const kill = spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    kill.on('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
