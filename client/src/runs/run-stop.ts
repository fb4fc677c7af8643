import { setTimeout as delay } from 'node:timers/promises';
import type { RunLogState } from '../../../core/runs/index';
import { runProgram } from '../launch/run-program';
import { type ControlAddress, giveOrder } from './control-channel';
import { isAlive, leadsItsGroup, type ProcessIdentity, type ProcessProbe } from './process-probe';
import type { RunLogReader } from './run-log-reader';

export interface StopTarget {
  readonly process: ProcessIdentity;
  readonly log: RunLogReader;
  readonly control: ControlAddress | undefined;
}

export interface StopOptions {
  readonly probe: ProcessProbe;
  /** Asked when the run has not ended a grace time after the interrupt; false leaves it running. */
  readonly confirmKill: () => Promise<boolean>;
  readonly onStage?: (stage: StopStage) => void;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<StopLimits>;
  readonly platform?: NodeJS.Platform;
}

export type StopStage = 'waiting-for-save' | 'asked' | 'interrupted' | 'killing';

/** Milliseconds. */
export interface StopLimits {
  /** Longest wait for a save in progress; a network drive can be slow. */
  readonly save: number;
  /** How long the trainer has to obey its control channel before it is interrupted. */
  readonly obey: number;
  /** How long it has after the interrupt before the question. */
  readonly grace: number;
  /** Between SIGTERM and SIGKILL. */
  readonly term: number;
  readonly poll: number;
}

const usualLimits: StopLimits = { save: 300_000, obey: 20_000, grace: 30_000, term: 5_000, poll: 250 };

export type StopResult = 'ended' | 'declined' | 'aborted' | 'survived';

/**
 * Stops a run without spoiling a checkpoint: waits for a save in progress, asks through the control channel where there is one,
 * interrupts, and after a grace time and a question kills the process group. ai-toolkit saves nothing when it is stopped; only
 * what was saved before is kept.
 */
export async function stopRun(target: StopTarget, options: StopOptions): Promise<StopResult> {
  const limits = { ...usualLimits, ...options.limits };
  const platform = options.platform ?? process.platform;
  const ended = async (): Promise<boolean> => !(await isAlive(options.probe, target.process));
  const waitForEnd = (ms: number): Promise<boolean> => waitUntil(ended, ms, limits.poll, options.signal);
  const waitForSave = async (): Promise<void> => {
    const quiet = async (): Promise<boolean> => {
      await target.log.refresh();
      return !isSaving(target.log.state) || (await ended());
    };
    if (await quiet()) return;
    options.onStage?.('waiting-for-save');
    await waitUntil(quiet, limits.save, limits.poll, options.signal);
  };
  const aborted = (): boolean => options.signal?.aborted === true;

  await waitForSave();
  if (await ended()) return 'ended';
  if (aborted()) return 'aborted';

  // The trainer looks at the end of each step and never in the middle of a save, which an interrupt cannot promise.
  const gentle =
    target.control && (await giveOrder(target.control, platform === 'win32' ? 'return' : 'stop')).ok;
  if (gentle) {
    options.onStage?.('asked');
    if (await waitForEnd(limits.obey)) return 'ended';
    if (aborted()) return 'aborted';
    await waitForSave();
  }

  options.onStage?.('interrupted');
  const interrupted = await interrupt(target, ended, platform);
  if (interrupted && (await waitForEnd(limits.grace))) return 'ended';
  if (await ended()) return 'ended';
  if (aborted()) return 'aborted';

  if (!(await options.confirmKill())) return 'declined';
  options.onStage?.('killing');
  await killGroup(target.process, ended, limits, waitForEnd, platform);
  return (await ended()) ? 'ended' : 'survived';
}

export type SaveAndStopResult =
  | { readonly kind: 'ended' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly error: string };

/**
 * Saves at the end of the running step and ends the run right there, so that nothing trained is lost; the trainer itself does
 * both on one order. Before the first step there is nothing to save and the run is only asked to stop. The wait is as long as
 * it takes: a step, a sample round in progress and the save; `signal` ends the waiting and cancels the request.
 */
export async function saveAndStop(
  target: StopTarget & { readonly control: ControlAddress },
  options: Pick<StopOptions, 'probe' | 'signal' | 'platform'> & { readonly pollMs?: number },
): Promise<SaveAndStopResult> {
  await target.log.refresh();
  const hasTrained = target.log.state.progress !== undefined;
  const platform = options.platform ?? process.platform;
  const answer = await giveOrder(
    target.control,
    hasTrained ? 'save-and-stop' : platform === 'win32' ? 'return' : 'stop',
  );
  const ended = async (): Promise<boolean> => !(await isAlive(options.probe, target.process));
  if (!answer.ok) return (await ended()) ? { kind: 'ended' } : { kind: 'failed', error: answer.error };
  if (await waitUntil(ended, Number.POSITIVE_INFINITY, options.pollMs ?? 500, options.signal))
    return { kind: 'ended' };
  await giveOrder(target.control, 'withdraw');
  return { kind: 'aborted' };
}

/** Whether an interrupt now could spoil a checkpoint. The final save is not announced; it follows the last step. */
function isSaving(log: RunLogState): boolean {
  if (log.saving) return true;
  const { progress } = log;
  const isDone = progress?.total !== undefined && progress.step >= progress.total;
  return (
    isDone && !log.ended && log.phase !== 'sampling' && !log.checkpoints.some((one) => one.step === undefined)
  );
}

async function interrupt(
  target: StopTarget,
  ended: () => Promise<boolean>,
  platform: NodeJS.Platform,
): Promise<boolean> {
  if (platform === 'win32') {
    // Windows has no interrupt from outside; the trainer's own thread raises one when it sees the flag.
    return target.control !== undefined && (await giveOrder(target.control, 'stop')).ok;
  }
  if (await ended()) return true;
  // The process alone, as ai-toolkit's own interface does: its data loaders end with it.
  return signalProcess(target.process.pid, 'SIGINT');
}

async function killGroup(
  identity: ProcessIdentity,
  ended: () => Promise<boolean>,
  limits: StopLimits,
  waitForEnd: (ms: number) => Promise<boolean>,
  platform: NodeJS.Platform,
): Promise<void> {
  if (await ended()) return;
  if (platform === 'win32') {
    await runProgram('taskkill', ['/PID', String(identity.pid), '/T', '/F'], { timeoutMs: 20_000 });
    await waitForEnd(limits.term);
    return;
  }
  const receiver = (await leadsItsGroup(identity.pid, platform)) ? -identity.pid : identity.pid;
  signalProcess(receiver, 'SIGTERM');
  if (await waitForEnd(limits.term)) {
    // Children that ignored SIGTERM would keep the GPU's memory.
    if (receiver < 0) signalProcess(receiver, 'SIGKILL');
    return;
  }
  signalProcess(receiver, 'SIGKILL');
  await waitForEnd(limits.term);
}

function signalProcess(pid: number, name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    // It has just ended, or is not ours; the caller looks which.
    return false;
  }
}

async function waitUntil(
  done: () => Promise<boolean>,
  ms: number,
  poll: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await done())) {
    if (signal?.aborted === true || performance.now() >= deadline) return false;
    await delay(poll, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
  return true;
}
