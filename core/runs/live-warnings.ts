import type { FailureAction } from './failures/known-failure';
import type { RunLogState } from './log/state';
import { type LiveIncident, type LiveReadings, liveIncidents } from './watch/live-incidents';

export type LiveWarningCode =
  | 'loss-not-a-number'
  | 'loss-zero'
  | 'step-skipped'
  | 'not-quantized'
  | 'speed-fallen'
  | 'no-output'
  | 'disk-small';

/** Something that is wrong with a running training, told once. */
export interface LiveWarning {
  readonly code: LiveWarningCode;
  readonly message: string;
  readonly action: FailureAction | 'stop';
}

/** What is seen of a running training besides its log. */
export interface LiveSurroundings extends Omit<LiveReadings, 'phase'> {
  /** Free bytes on the disk of the job's folder; undefined when nobody looked. */
  readonly freeBytes: number | undefined;
  /** Bytes of the newest checkpoint and its optimizer; undefined before the first save. */
  readonly saveBytes: number | undefined;
}

/** A few in a row are not chance; one alone may be. */
const inARow = 3;

/** Everything that is wrong now; the caller remembers what it has told. Pure. */
export function liveWarnings(log: RunLogState, around: LiveSurroundings): readonly LiveWarning[] {
  const incidents = log.ended ? [] : liveIncidents({ ...around, phase: log.phase });
  const download = stalledDownload(log, around);
  if (download !== undefined) return [download];
  return [...checks.flatMap((check) => check(log, around) ?? []), ...incidents.map(fromIncident)];
}

/** Seconds without a new byte after which a download is reported. */
const downloadSilence = 180;

/** The bar of a download is painted every second, so it is silent only while nothing arrives. */
function stalledDownload(log: RunLogState, around: LiveSurroundings): LiveWarning | undefined {
  const { download, phase } = log;
  const isLoading = phase === 'starting' || phase === 'loading' || phase === 'quantizing';
  if (log.ended || !isLoading || download === undefined || around.silentSeconds <= downloadSilence) {
    return undefined;
  }
  const minutes = Math.round(around.silentSeconds / 60);
  return {
    code: 'no-output',
    message: `The download of ${download.file} has stood still for ${minutes} min. Check the connection; a new start continues it where it is.`,
    action: 'openLog',
  };
}

function fromIncident(incident: LiveIncident): LiveWarning {
  if (incident.code === 'stalled') {
    const minutes = Math.round(incident.seconds / 60);
    return {
      code: 'no-output',
      message: `The training has printed nothing for ${minutes} min.`,
      action: 'openLog',
    };
  }
  return {
    code: 'speed-fallen',
    message: `A step takes ${incident.slowdown.toFixed(1)} times as long as before. Often the GPU's memory is full and is moved to the computer's.`,
    action: 'openConfig',
  };
}

type Check = (log: RunLogState, around: LiveSurroundings) => LiveWarning | undefined;

const checks: readonly Check[] = [
  ({ losses: { notANumberInARow } }) =>
    notANumberInARow < inARow
      ? undefined
      : {
          code: 'loss-not-a-number',
          message: `The loss has not been a number for ${notANumberInARow} steps, so nothing is being learned. Stop, lower 'lr', and begin from an earlier checkpoint.`,
          action: 'stop',
        },
  ({ losses: { zerosInARow } }) =>
    zerosInARow < inARow
      ? undefined
      : {
          code: 'loss-zero',
          message: `The loss has been exactly 0 for ${zerosInARow} steps, so nothing is being learned.`,
          action: 'stop',
        },
  ({ skippedByMemory }) =>
    skippedByMemory === 0
      ? undefined
      : {
          code: 'step-skipped',
          message:
            "The GPU's memory was full, and a step was skipped. Four in a row end the run. Use a smaller resolution or batch size.",
          action: 'openConfig',
        },
  ({ failedQuantizations }) =>
    failedQuantizations === 0
      ? undefined
      : {
          code: 'not-quantized',
          message:
            'Layers of the model could not be quantized and use more memory. The installed packages may not fit.',
          action: 'openLog',
        },
  (_log, { freeBytes, saveBytes }) =>
    freeBytes === undefined || saveBytes === undefined || freeBytes >= saveBytes
      ? undefined
      : {
          code: 'disk-small',
          message: `The next save needs about ${megabytes(saveBytes)}, and ${megabytes(freeBytes)} are free.`,
          action: 'freeDisk',
        },
];

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
