import type { RunLogState } from './log/state';
import type { RunEvidence } from './run-evidence';
import { readExit, stopRequest } from './run-exit';
import { explainFailure, type Failure } from './run-failure';

export type RunOutcome =
  | {
      readonly kind: 'completed';
      readonly path: string;
      readonly steps: number | undefined;
      /** Sentences about what went wrong on the way without ending the run. */
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'stopped';
      readonly step: number | undefined;
      /** The step that the next start resumes at, by the newest checkpoint of this run; absent when none was saved. */
      readonly savedStep: number | undefined;
      readonly optimizerLost: boolean;
    }
  | ({
      readonly kind: 'failed';
      readonly step: number | undefined;
      readonly savedStep: number | undefined;
    } & Failure);

/**
 * Judges a run that is over. Exit code 0 alone proves nothing: an interrupted run and a failure under `--recover` have it too
 * (run.py:123-143). A run completed when nothing contradicts it and the final file is from this run; when the exit was not
 * seen, the log and the file decide.
 */
export function judgeRun(evidence: RunEvidence): RunOutcome {
  const { log } = evidence;
  const step = log.progress?.step;
  const savedStep = log.checkpoints.findLast((checkpoint) => checkpoint.step !== undefined)?.step;
  const exit = readExit(evidence.exitCode, evidence.signal);
  if (log.stopped || stopRequest(exit) !== undefined) {
    return { kind: 'stopped', step, savedStep, optimizerLost: log.optimizerSaveFailed };
  }
  const exitIsGood =
    evidence.exitCode === 0 || (evidence.exitCode === undefined && evidence.signal === undefined);
  const final = evidence.finalFile;
  if (exitIsGood && log.error === undefined && final && isFromRun(final.modifiedAt, evidence.startedAt)) {
    return {
      kind: 'completed',
      path: final.path,
      steps: log.progress?.total ?? step,
      warnings: warningsOf(log),
    };
  }
  return { kind: 'failed', step, savedStep, ...explainFailure({ log, exit, console: evidence.console }) };
}

/** FAT keeps times in steps of two seconds, and network drives have clocks of their own. */
const clockTolerance = 2_000;

function isFromRun(modifiedAt: number, startedAt: number): boolean {
  return modifiedAt >= startedAt - clockTolerance;
}

function warningsOf(log: RunLogState): string[] {
  const warnings: string[] = [];
  if (log.losses.notANumber > 0) {
    warnings.push(
      `The loss was not a number in ${times(log.losses.notANumber)}; the LoRA may be spoilt. Look at its samples.`,
    );
  }
  if (log.skippedByMemory > 0) {
    warnings.push(`${times(log.skippedByMemory)} were skipped because the GPU's memory was full.`);
  }
  if (log.failedQuantizations > 0)
    warnings.push('Parts of the model could not be quantized and took more memory.');
  if (log.optimizerSaveFailed) warnings.push('The optimizer could not be saved; resuming starts it anew.');
  return warnings;
}

function times(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}
