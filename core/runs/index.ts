/** The facade of `core/runs`: what a run's log and files tell. */

export {
  epochOfHeader,
  type HeaderDisk,
  readCheckpointHeader,
  stepOfHeader,
} from '../trainer/checkpoint-header';
export { compareConfigs } from './config/compare-configs';
export { type ConfigValues, readConfigValues } from './config/config-values';
export { type RunPrompt, readRunPrompts } from './config/run-prompts';
export { lossAround } from './curve/loss-around';
export { findLossSpikes } from './curve/loss-spikes';
export { createRunCurve, type RunCurve } from './curve/run-curve';
export { endStatusText } from './end-status';
export { type Explanation, explainRun } from './explanation';
export { failureLine } from './failure-line';
export type { FailureAction } from './failures/known-failure';
export type { Incident, IncidentCode } from './incidents';
export { type LiveSurroundings, type LiveWarning, liveWarnings } from './live-warnings';
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
export { lossLogScript, parseLossLog } from './loss-log';
export { phaseText } from './phase-text';
export { phaseInWords } from './phase-words';
export { type RunEnd, runEnd, withRunEnd } from './run-end';
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
export { actionLabel, type OutcomeAction, outcomeText } from './run-outcome-text';
export type { RunResult } from './run-result';
export { type RunSources, type RunState, readRunState, type WrittenCheckpoint } from './run-state';
export { statusText } from './run-status';
export { type RunStateJson, runStateJson } from './state-json';
export { stopLoss } from './stop-loss';
export { type TimeLeft, timeLeft } from './time-left';
export { durationText, rateText } from './time-text';
export { type EpochMark, epochLength } from './watch/epoch-length';
export {
  memoryRemedies,
  notANumberRemedies,
  type Remedy,
  type RemedyFacts,
  unstableRemedies,
  type ValueChange,
} from './watch/incident-remedies';
export { type LiveReadings, liveIncidents } from './watch/live-incidents';
export { createSpeedHistory, type SpeedHistory } from './watch/training-speed';
