/** The facade of `core/rehearsal`: a config changed for a rehearsal, and what the rehearsal's run shows. */

export { parseConfigDocument as readConfigText } from '../syntax/config-document';
export type { PlainValue, ReportedChange } from './change';
export type { FileCopy } from './dataset-selection';
export type { RehearsalOutput } from './event-stream';
export type { PhaseTime } from './phase-times';
export {
  type DevicePlan,
  type NoRehearsal,
  type OptimizerTrial,
  planRehearsal,
  type RehearsalDevice,
  type RehearsalPlan,
  type RehearsalRequest,
} from './plan-rehearsal';
export {
  createRehearsalReader,
  type RehearsalExit,
  type RehearsalReader,
  type RehearsalReading,
} from './read-rehearsal';
export type { RehearsalFailure, RehearsalResult } from './result';
