import type { RunLogState } from './log/state';

export type IncidentCode =
  | 'loss-not-a-number'
  | 'loss-zero'
  | 'step-skipped'
  | 'image-unreadable'
  | 'not-quantized'
  | 'optimizer-not-saved'
  | 'optimizer-state-not-loaded'
  | 'rank-changed'
  | 'already-finished';

/** Something that went wrong on the way without ending the run. */
export interface Incident {
  readonly code: IncidentCode;
  /** How often; undefined for what happens once. */
  readonly count: number | undefined;
}

/** A single loss of exactly 0 may be chance; this many are an alarm. */
const zerosThatCount = 3;

/** What went wrong in a run without ending it. `isOver` because an optimizer that is still being written is not lost. */
export function incidentsOf(log: RunLogState, isOver: boolean): readonly Incident[] {
  const { losses } = log;
  const counted: readonly (readonly [IncidentCode, number])[] = [
    ['image-unreadable', log.unreadableImages.length],
    ['not-quantized', log.failedQuantizations],
    ['loss-not-a-number', losses.notANumber],
    ['loss-zero', losses.zeros >= zerosThatCount ? losses.zeros : 0],
    ['step-skipped', log.skippedByMemory],
  ];
  const incidents: Incident[] = counted.flatMap(([code, count]) => (count > 0 ? [{ code, count }] : []));
  const once = (code: IncidentCode, happened: boolean): void => {
    if (happened) incidents.push({ code, count: undefined });
  };
  once('rank-changed', log.rankChanged);
  once('optimizer-state-not-loaded', log.optimizerStateNotLoaded);
  once('optimizer-not-saved', log.optimizerSaveFailures > 0 || (isOver && log.optimizerPending));
  once('already-finished', trainedNothing(log));
  return incidents;
}

/** Whether the run began at or past its last step, so that there was nothing left to train. */
export function trainedNothing({ resumedStep, progress }: RunLogState): boolean {
  return resumedStep !== undefined && progress?.total !== undefined && resumedStep >= progress.total;
}

/** An incident as `loss-not-a-number x7`, or its code alone. */
export function incidentText({ code, count }: Incident): string {
  return count === undefined ? code : `${code} x${count}`;
}
