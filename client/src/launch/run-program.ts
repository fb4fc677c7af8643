import { spawn } from 'node:child_process';

export interface RunProgramOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Variables set on top of the inherited environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How much output is kept, in bytes; a program that prints more is stopped. */
  readonly maxBytes?: number;
}

export type ProgramResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Runs a short program without a shell and always answers within the time limit, even when the program does not
 * react to being killed (a driver call that hangs in the kernel) or leaves a child behind that holds its output open.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions,
): Promise<ProgramResult> {
  const maxBytes = options.maxBytes ?? 1024 * 1024;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;

    const finish = (result: ProgramResult) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve(result);
    };
    const stop = (result: ProgramResult) => {
      child.kill('SIGKILL');
      finish(result);
    };
    const timer = setTimeout(() => stop({ kind: 'timeout' }), options.timeoutMs);
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        stop({ kind: 'failed', message: `it printed more than ${maxBytes} bytes` });
        return;
      }
      into.push(chunk);
    };

    child.stdout.on('data', collect(stdout));
    child.stderr.on('data', collect(stderr));
    child.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', message: error.message });
    });
    child.on('close', (code, signal) => {
      if (code === null) {
        finish({ kind: 'failed', message: `it was ended by ${signal ?? 'a signal'}` });
        return;
      }
      finish({
        kind: 'exited',
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}
