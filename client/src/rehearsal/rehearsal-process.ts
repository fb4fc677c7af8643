import { fork } from 'node:child_process';
import type { RehearsalResult } from '../../../core/rehearsal/index';

export interface RehearsalStart {
  /** Our command line's bundle. */
  readonly program: string;
  /** After `rehearse`. */
  readonly args: readonly string[];
  readonly canceled: AbortSignal;
  /** A phase of the run reader, `preparing` or `resuming`. */
  onPhase(phase: string): void;
}

/** Bytes of a result that are read; more is not ours. */
const longest = 4 * 1024 * 1024;

/**
 * Runs `qwen-lora rehearse --format json` in a process of its own, which cleans up after itself when it is canceled or when
 * this one goes away. Rejects with what it printed when it gives no result.
 */
export function rehearseInProcess(start: RehearsalStart): Promise<RehearsalResult> {
  return new Promise((resolve, reject) => {
    const child = fork(start.program, ['rehearse', ...start.args, '--format', 'json'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      silent: true,
    });
    let printed = '';
    let complained = '';
    const cancel = (): void => {
      if (child.connected) child.send('cancel');
    };
    start.canceled.addEventListener('abort', cancel);
    if (start.canceled.aborted) cancel();
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < longest) printed += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complained = (complained + text).slice(-4000);
    });
    child.on('message', (message) => {
      const phase = typeof message === 'object' && 'phase' in message ? message.phase : undefined;
      if (typeof phase === 'string') start.onPhase(phase);
    });
    child.on('error', reject);
    child.on('close', () => {
      start.canceled.removeEventListener('abort', cancel);
      const result = readResult(printed);
      if (result) resolve(result);
      else reject(new Error(`The rehearsal gave no result. ${complained.trim()}`));
    });
  });
}

/** Removes the small checkpoints. Rejects when they cannot be removed. */
export function clearCheckpoints(program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = fork(program, ['rehearse', '--clear-cache'], {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Removing the small checkpoints ended with code ${code}.`));
    });
  });
}

/** The command line's JSON; undefined for anything else. */
export function readResult(text: string): RehearsalResult | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isResult(value) ? value : undefined;
  } catch {
    // What it printed is then part of the message.
    return undefined;
  }
}

function isResult(value: unknown): value is RehearsalResult {
  if (typeof value !== 'object' || value === null) return false;
  if (!('result' in value && 'phases' in value && 'changed' in value && 'failure' in value)) return false;
  const { result } = value;
  return result === 'passed' || result === 'failed' || result === 'impossible';
}
