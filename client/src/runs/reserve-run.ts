import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { identify, type ProcessIdentity, type ProcessProbe } from './process-probe';
import { canonicalFolder, readRecord, writeAtomically } from './run-files';
import { type RunLock, takeLock } from './run-lock';
import { gpuKeyOfRun, type RunRecord, serializeRunRecord } from './run-record';

export type Reservation =
  | {
      readonly ok: true;
      readonly id: string;
      /** The run's own folder, for its console log, its control database and its copy of the config. */
      readonly folder: string;
      /** Writes the record and hands the locks to the training process. */
      commit(record: RunRecord): Promise<void>;
      /** Gives everything back when the start came to nothing. */
      abandon(): Promise<void>;
    }
  /** `holder` is absent while another window is still starting it. */
  | { readonly ok: false; readonly busy: 'job' | 'gpu'; readonly holder: RunRecord | undefined };

/** Where reservations are kept, and what runs now. */
export interface ReservationPlace {
  /** The registry's folder. */
  readonly folder: string;
  readonly probe: ProcessProbe;
  readonly running: readonly RunRecord[];
}

/** Reserves a job folder and a GPU against all windows of this machine. */
export async function reserveRun(
  place: ReservationPlace,
  jobFolder: string,
  gpuKey: string | undefined,
): Promise<Reservation> {
  const job = await canonicalFolder(jobFolder);
  for (const record of place.running) {
    if ((await canonicalFolder(record.jobFolder)) === job) return { ok: false, busy: 'job', holder: record };
    if (gpuKey !== undefined && gpuKeyOfRun(record) === gpuKey)
      return { ok: false, busy: 'gpu', holder: record };
  }
  const me = await identify(place.probe, process.pid);
  if (me === undefined) throw new Error('The start time of this process cannot be read.');
  const id = randomUUID();
  const held: RunLock[] = [];
  const folder = path.join(place.folder, 'runs', id);
  const abandon = async (): Promise<void> => {
    await Promise.all(held.map((lock) => lock.release()));
    await rm(folder, { recursive: true, force: true });
  };
  const refusal = await takeLocks(place, { job, gpuKey, id, me }, held);
  if (refusal) {
    await abandon();
    return refusal;
  }
  await mkdir(folder, { recursive: true });
  return {
    ok: true,
    id,
    folder,
    abandon,
    async commit(record) {
      await writeAtomically(path.join(folder, 'record.json'), serializeRunRecord({ ...record, id }));
      await Promise.all(held.map((lock) => lock.handTo(record.process, id)));
    },
  };
}

interface WantedLocks {
  readonly job: string;
  readonly gpuKey: string | undefined;
  readonly id: string;
  readonly me: ProcessIdentity;
}

/** Takes the locks of the job and the GPU into `held`, or says who has one of them. */
async function takeLocks(
  { folder, probe }: ReservationPlace,
  { job, gpuKey, id, me }: WantedLocks,
  held: RunLock[],
): Promise<Extract<Reservation, { readonly ok: false }> | undefined> {
  const wanted: (readonly ['job' | 'gpu', string])[] = [['job', `job:${job}`]];
  if (gpuKey !== undefined) wanted.push(['gpu', `gpu:${gpuKey}`]);
  for (const [busy, name] of wanted) {
    const attempt = await takeLock(path.join(folder, 'locks'), name, me, id, probe);
    if (attempt.ok) {
      held.push(attempt.lock);
      continue;
    }
    const { note } = attempt;
    const holder =
      note === undefined ? undefined : await readRecord(path.join(folder, 'runs', note, 'record.json'));
    return { ok: false, busy, holder };
  }
  return undefined;
}
