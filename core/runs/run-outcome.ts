import { failureReport } from './failure-report';
import { warningText } from './incident-text';
import { incidentsOf, trainedNothing } from './incidents';
import type { RunLogState } from './log/state';
import type { RunEvidence } from './run-evidence';
import { type RunExit, readExit, stopRequest } from './run-exit';
import { explainFailure, type Failure } from './run-failure';
import { exitOf, finalPath, resultOf } from './run-result';

/** Where the next start of the job begins. */
export interface ResumePoint {
  /** Undefined when no checkpoint of this or an earlier start is known: it begins at step 0. */
  readonly step: number | undefined;
  /** The optimizer's state is not there or cut; ai-toolkit then goes on with a fresh optimizer. */
  readonly withoutOptimizer: boolean;
}

export type RunOutcome =
  | {
      readonly kind: 'completed';
      readonly path: string;
      readonly steps: number | undefined;
      /** `train.steps`. */
      readonly total: number | undefined;
      /** Steps of this start that learned something; 0 when there was nothing left to train or every loss was not a number. */
      readonly trained: number | undefined;
      /** Steps of this start whose loss was not a number. */
      readonly notANumber: number;
      /** Sentences about what went wrong on the way without ending the run. */
      readonly warnings: readonly string[];
      /** What failed after the final LoRA was written. */
      readonly afterwards: Failure | undefined;
    }
  | {
      readonly kind: 'stopped';
      readonly step: number | undefined;
      /** The step that the next start resumes at, by the newest checkpoint of this run; absent when none was saved. */
      readonly savedStep: number | undefined;
      readonly optimizerLost: boolean;
      readonly resume: ResumePoint;
      /** Who ended it, when it was not the user's own stop. */
      readonly why: Failure | undefined;
    }
  | ({
      readonly kind: 'failed';
      readonly step: number | undefined;
      readonly savedStep: number | undefined;
      readonly resume: ResumePoint;
      readonly warnings: readonly string[];
      /** A text to paste where one asks for help, without secrets. */
      readonly report: string;
    } & Failure);

/**
 * Judges a run that is over. A run completed when nothing contradicts it and the final file is from this run; when the exit was
 * not seen, the log and the file decide.
 */
export function judgeRun(evidence: RunEvidence): RunOutcome {
  const { log } = evidence;
  const exit = readExit(evidence.exitCode, evidence.signal);
  const seen: RunExit | undefined = exit.code === undefined && exit.signal === undefined ? undefined : exit;
  const failure = (): Failure => explainFailure({ log, exit: seen, console: evidence.console });
  const result = resultOf(log, seen);
  const savedStep = lastSavedStep(log);
  if (result === 'stopped') {
    return {
      kind: 'stopped',
      step: log.progress?.step,
      savedStep,
      optimizerLost: log.optimizerSaveFailed || log.optimizerPending,
      resume: resumePointOf(log),
      why: log.stopped ? undefined : explainStop(log, seen),
    };
  }
  const exitIsGood = seen === undefined || seen.code === 0;
  const final = evidence.finalFile;
  const isFinal = final !== undefined && isFromRun(final.modifiedAt, evidence.startedAt);
  if (
    isFinal &&
    (log.error === undefined ? exitIsGood || finalPath(log) !== undefined : finalPath(log) !== undefined)
  ) {
    return completed(log, final.path, log.error === undefined && exitIsGood ? undefined : failure());
  }
  const why = failure();
  return {
    kind: 'failed',
    step: log.progress?.step,
    savedStep,
    resume: resumePointOf(log),
    warnings: incidentsOf(log, true).map((incident) => warningText(incident, log)),
    report: failureReport(log, seen, why),
    ...why,
  };
}

/** Why a stop came that the user did not ask ai-toolkit for; undefined for Ctrl-C and Stop. */
export function explainStop(log: RunLogState, seen: RunExit | undefined): Failure | undefined {
  const exit = exitOf(log, seen);
  const request = exit === undefined ? undefined : stopRequest(exit);
  return log.stopped || request === undefined || request === 'interrupt'
    ? undefined
    : explainFailure({ log, exit, console: undefined });
}

/** Where the next start begins: the newest checkpoint of this start, else the one that this start resumed from. */
export function resumePointOf(log: RunLogState): ResumePoint {
  const saved = lastSavedStep(log);
  return {
    step: saved ?? log.resumedStep,
    withoutOptimizer: log.optimizerSaveFailed || log.optimizerPending,
  };
}

function lastSavedStep(log: RunLogState): number | undefined {
  return log.checkpoints.findLast((checkpoint) => checkpoint.step !== undefined)?.step;
}

function completed(log: RunLogState, path: string, afterwards: Failure | undefined): RunOutcome {
  return {
    kind: 'completed',
    path,
    total: log.progress?.total,
    steps: trainedNothing(log) ? log.progress?.step : (log.progress?.total ?? log.progress?.step),
    trained: trainedNothing(log)
      ? 0
      : log.losses.count > 0 || log.losses.notANumber > 0
        ? log.losses.count
        : undefined,
    notANumber: log.losses.notANumber,
    warnings: incidentsOf(log, true)
      .filter(({ code }) => code !== 'already-finished')
      .map((incident) => warningText(incident, log)),
    afterwards,
  };
}

/** FAT keeps times in steps of two seconds, and network drives have clocks of their own. */
const clockTolerance = 2_000;

function isFromRun(modifiedAt: number, startedAt: number): boolean {
  return modifiedAt >= startedAt - clockTolerance;
}
