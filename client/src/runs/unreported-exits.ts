import type { RunOutcome } from '../../../core/runs/index';
import type { RunRecord } from './run-record';
import type { RunRegistry } from './run-registry';

export interface UnreportedExit {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
}

/**
 * The runs that ended while no window followed them, each answered to one window and once only. Of several runs of one
 * job the newest speaks: the log and the files of the others have gone on since.
 */
export async function findUnreportedExits(
  registry: RunRegistry,
  isOurs: (record: RunRecord) => boolean,
): Promise<UnreportedExit[]> {
  const newest = new Map<string, RunRecord>();
  const ours = (await registry.list()).filter(isOurs);
  for (const record of ours) newest.set(record.jobFolder, record);

  const missed: UnreportedExit[] = [];
  for (const record of ours) {
    if ((await registry.isRunning(record)) || !(await registry.claimNotification(record))) continue;
    if (newest.get(record.jobFolder) !== record) continue;
    const state = await registry.stateOf(record);
    if (state.kind === 'ended') missed.push({ record, outcome: state.outcome });
  }
  return missed;
}
