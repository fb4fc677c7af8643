/** The facade of `core/runs`: what a run's log and files tell. */
export type { RunEvidence } from './run-evidence';
export type { FailureAction } from './run-failure';
export { createRunLogParser, type LossPoint, type RunLogState } from './run-log';
export { judgeRun, type RunOutcome } from './run-outcome';
export { type OutcomeAction, outcomeText } from './run-outcome-text';
export { statusText } from './run-status';
export { stopLoss } from './stop-loss';
