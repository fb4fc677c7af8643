/** The facade of `core/runs`: what a run's log and files tell. */

export type { FailureAction } from './failures/known-failure';
export type { Incident, IncidentCode } from './incidents';
export { createRunLogParser, type RunLogParser } from './log/run-log';
export type {
  LossPoint,
  LossSummary,
  RunLogState,
  RunPhase,
  RunProgress,
  SampleRound,
  SubProgress,
} from './log/state';
export type { RunEvidence } from './run-evidence';
export { type RunExit, readExit } from './run-exit';
export type { Failure } from './run-failure';
export {
  type CheckpointFile,
  type RunFile,
  type RunFolder,
  readRunFolder,
  type SampleImage,
} from './run-folder';
export { judgeRun, type RunOutcome } from './run-outcome';
export { type OutcomeAction, outcomeText } from './run-outcome-text';
export type { RunResult } from './run-result';
export { type RunSources, type RunState, readRunState, type WrittenCheckpoint } from './run-state';
export { statusText } from './run-status';
export { stopLoss } from './stop-loss';
