import { chainOf } from './log/exceptions';
import type { RunLogState, RunPhase } from './log/state';
import { type RunExit, stopRequest } from './run-exit';

export type RunResult = 'running' | 'finished' | 'stopped' | 'failed';

/** The final file as this start's log names it. */
export function finalPath(log: RunLogState): string | undefined {
  return log.checkpoints.findLast((checkpoint) => checkpoint.step === undefined)?.path;
}

/** How the process ended: what was seen, else what ai-toolkit's own interface wrote into the log. */
export function exitOf(log: RunLogState, seen: RunExit | undefined): RunExit | undefined {
  return seen?.code !== undefined || seen?.signal !== undefined ? seen : log.loggedExit;
}

/**
 * How a run ended, by its log and, where somebody saw it, its exit. Exit code 0 alone proves nothing: an interrupted run and a
 * failure under `--recover` have it too (run.py:123-143). Without an exit a run that says nothing of its end is running,
 * unless everything that a finished run prints is there.
 */
export function resultOf(log: RunLogState, seen: RunExit | undefined): RunResult {
  const exit = exitOf(log, seen);
  if (log.stopped) return 'stopped';
  if (log.error !== undefined) return 'failed';
  if (exit !== undefined && stopRequest(exit) !== undefined) return isComplete(log) ? 'finished' : 'stopped';
  if (exit === undefined) {
    if (isComplete(log)) return 'finished';
    return isCrashBeforeStart(log) ? 'failed' : 'running';
  }
  return exit.code === 0 && finalPath(log) !== undefined ? 'finished' : 'failed';
}

/** The phase that the run was in; a traceback tells between the network and the dataset, where the log has no line. */
export function phaseOf(log: RunLogState): RunPhase {
  if (log.phase !== 'network' || log.error === undefined) return log.phase;
  const places = chainOf(log.exceptions, log.error).flatMap((one) => one.frames);
  const reading = places.some(
    ({ file, name }) =>
      /[\\/]toolkit[\\/](?:data_loader|scheduler)\.py$/.test(file) ||
      /^get_(?:dataloader|lr_scheduler)/.test(name),
  );
  return reading ? 'dataset' : log.phase;
}

/** Whether the last thing that a finished run does is done: the final file, the optimizer, and the samples if there are any. */
function isComplete(log: RunLogState): boolean {
  if (finalPath(log) === undefined || log.optimizerPending) return false;
  const prompts = log.config?.samplePrompts;
  if (prompts === 0) return true;
  return log.sampleRounds.some((round) => round.step === log.progress?.step);
}

/** Python ended with a traceback before ai-toolkit said anything, as with a Python that lacks its packages. */
function isCrashBeforeStart(log: RunLogState): boolean {
  return log.phase === 'starting' && log.config === undefined && log.exceptions.length > 0;
}
