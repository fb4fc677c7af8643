import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judgeRun, type RunOutcome } from '../../../core/runs/index';
import type { ProcessExit } from './detached-launch';
import { identify, isAlive, type ProcessProbe } from './process-probe';
import { type RunLock, takeLock } from './run-lock';
import { openRunLog, type RunLogReader, tailLog } from './run-log-reader';
import { gpuKeyOfRun, parseRunRecord, type RunRecord, serializeRunRecord } from './run-record';

export type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome };

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

export interface RunRegistry {
  /** Reserves a job folder and a GPU against all windows of this machine; one job per folder, one job per GPU. */
  reserve(jobFolder: string, gpuKey: string | undefined): Promise<Reservation>;
  /** All records, oldest first. Broken ones are left out. */
  list(): Promise<RunRecord[]>;
  find(id: string): Promise<RunRecord | undefined>;
  isRunning(record: RunRecord): Promise<boolean>;
  /** The runs whose processes live, as after a reload of the window. */
  running(): Promise<RunRecord[]>;
  /** A reader of the run's log from where the run began. */
  openLog(record: RunRecord): RunLogReader;
  /** How the run stands, by its process and its files alone. */
  stateOf(record: RunRecord, reader?: RunLogReader): Promise<RunState>;
  /** Notes how the process ended, for those who were not there to see. */
  recordExit(record: RunRecord, exit: ProcessExit): Promise<void>;
  /** True for exactly one caller, of whatever window: the one that is to tell the run's end. */
  claimNotification(record: RunRecord): Promise<boolean>;
  /** Forgets a run that is over, with its folder here; nothing of the job folder is touched. False while it runs. */
  forget(record: RunRecord): Promise<boolean>;
  /** Forgets all but the newest `keep` runs that are over. */
  prune(keep: number): Promise<void>;
}

/** The runs of this machine, kept in `folder` (the extension's global storage, on a local disk). Windows share it. */
export function openRunRegistry(folder: string, probe: ProcessProbe): RunRegistry {
  const runsFolder = path.join(folder, 'runs');
  const locksFolder = path.join(folder, 'locks');
  const folderOf = (id: string): string => path.join(runsFolder, id);
  const isRunning = (record: RunRecord): Promise<boolean> => isAlive(probe, record.process);

  const list = async (): Promise<RunRecord[]> => {
    const names = await readdir(runsFolder).catch(() => []);
    const records = await Promise.all(
      names.map((name) => readRecord(path.join(runsFolder, name, 'record.json'))),
    );
    return records.filter((record) => record !== undefined).sort((a, b) => a.startedAt - b.startedAt);
  };

  const running = async (): Promise<RunRecord[]> => {
    const records = await list();
    const alive = await Promise.all(records.map(isRunning));
    return records.filter((_, index) => alive[index]);
  };

  const forget = async (record: RunRecord): Promise<boolean> => {
    if (await isRunning(record)) return false;
    await rm(folderOf(record.id), { recursive: true, force: true });
    return true;
  };

  return {
    async reserve(jobFolder, gpuKey) {
      const job = await canonical(jobFolder);
      for (const record of await running()) {
        if ((await canonical(record.jobFolder)) === job) return { ok: false, busy: 'job', holder: record };
        if (gpuKey !== undefined && gpuKeyOfRun(record) === gpuKey)
          return { ok: false, busy: 'gpu', holder: record };
      }
      const id = randomUUID();
      const me = await identify(probe, process.pid);
      if (me === undefined) throw new Error('The start time of this process cannot be read.');
      const held: RunLock[] = [];
      const abandon = async (): Promise<void> => {
        await Promise.all(held.map((lock) => lock.release()));
        await rm(folderOf(id), { recursive: true, force: true });
      };
      const wanted: (readonly ['job' | 'gpu', string])[] = [['job', `job:${job}`]];
      if (gpuKey !== undefined) wanted.push(['gpu', `gpu:${gpuKey}`]);
      for (const [busy, name] of wanted) {
        const attempt = await takeLock(locksFolder, name, me, id, probe);
        if (!attempt.ok) {
          await abandon();
          const holder =
            attempt.note === undefined
              ? undefined
              : await readRecord(path.join(folderOf(attempt.note), 'record.json'));
          return { ok: false, busy, holder };
        }
        held.push(attempt.lock);
      }
      await mkdir(folderOf(id), { recursive: true });
      return {
        ok: true,
        id,
        folder: folderOf(id),
        abandon,
        async commit(record) {
          await writeAtomically(
            path.join(folderOf(id), 'record.json'),
            serializeRunRecord({ ...record, id }),
          );
          await Promise.all(held.map((lock) => lock.handTo(record.process, id)));
        },
      };
    },
    list,
    running,
    isRunning,
    forget,
    find: async (id) => (await list()).find((record) => record.id === id),
    openLog: (record) => openRunLog(record.logPath, record.logOffset, record.jobName),
    async stateOf(record, reader) {
      if (await isRunning(record)) return { kind: 'running' };
      const log = reader ?? openRunLog(record.logPath, record.logOffset, record.jobName);
      // The end is read after the process was seen dead, so that its last words are in.
      await log.refresh();
      const exit = await readExit(path.join(folderOf(record.id), 'exit.json'));
      const outcome = judgeRun({
        log: log.state,
        exitCode: exit?.code,
        signal: exit?.signal,
        startedAt: record.startedAt,
        finalFile: await finalFileOf(record),
        console: await endOf(record.consolePath),
      });
      return { kind: 'ended', outcome };
    },
    async recordExit(record, exit) {
      await mkdir(folderOf(record.id), { recursive: true });
      await writeAtomically(path.join(folderOf(record.id), 'exit.json'), JSON.stringify(exit));
    },
    async claimNotification(record) {
      try {
        await writeFile(path.join(folderOf(record.id), 'told'), '', { flag: 'wx' });
        return true;
      } catch {
        // It is there already, or the run was forgotten: either way there is nothing left to tell.
        return false;
      }
    },
    async prune(keep) {
      const over: RunRecord[] = [];
      for (const record of await list()) if (!(await isRunning(record))) over.push(record);
      for (const record of over.slice(0, Math.max(0, over.length - keep))) await forget(record);
    },
  };
}

/** A LoRA is a file; a fine-tune saved as `diffusers` is a folder of the same name (BaseSDTrainProcess.py:664). */
async function finalFileOf(record: RunRecord): Promise<{ path: string; modifiedAt: number } | undefined> {
  for (const name of [
    `${record.jobName}.safetensors`,
    record.jobName,
    `${record.jobName}_LoRA.safetensors`,
  ]) {
    const file = path.join(record.jobFolder, name);
    const facts = await stat(file).catch(() => undefined);
    if (facts) return { path: file, modifiedAt: facts.mtimeMs };
  }
  return undefined;
}

/** One job folder has many spellings; links and case are settled by the file system where the folder exists. */
async function canonical(folder: string): Promise<string> {
  const full = path.resolve(folder);
  const real = await realpath(full).catch(async () => {
    const parent = await realpath(path.dirname(full)).catch(() => path.dirname(full));
    return path.join(parent, path.basename(full));
  });
  return process.platform === 'win32' || process.platform === 'darwin' ? real.toLowerCase() : real;
}

async function readRecord(file: string): Promise<RunRecord | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseRunRecord(text);
}

async function readExit(file: string): Promise<ProcessExit | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const code = 'code' in value && typeof value.code === 'number' ? value.code : undefined;
    const signal = 'signal' in value && typeof value.signal === 'string' ? value.signal : undefined;
    return { code, signal };
  } catch {
    // A note that a full disk cut short tells nothing; the files decide then.
    return undefined;
  }
}

/** The last 64 KiB of a file. */
async function endOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const facts = await stat(file).catch(() => undefined);
  return facts === undefined ? undefined : tailLog(file, Math.max(0, facts.size - 65_536), 65_536).read();
}

async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, text);
  await rename(draft, file);
}
