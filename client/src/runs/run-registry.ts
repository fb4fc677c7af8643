import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judgeRun, type RunOutcome } from '../../../core/runs/index';
import type { ProcessExit } from './detached-launch';
import { isAlive, type ProcessProbe } from './process-probe';
import { type Reservation, reserveRun } from './reserve-run';
import { readRecord, writeAtomically } from './run-files';
import { openRunLog, type RunLogReader, tailLog } from './run-log-reader';
import type { RunRecord } from './run-record';
import { addWarning, readWarnings, type ToldWarning } from './run-warnings';

export type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome };

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
  /** Gives the claim back, because the message was not seen: another window, or the next one, tells the end. */
  releaseNotification(record: RunRecord): Promise<void>;
  /** What was warned of while the run went on, in any window. */
  warningsOf(record: RunRecord): Promise<readonly ToldWarning[]>;
  /** Keeps a warning with the run. */
  addWarning(record: RunRecord, warning: ToldWarning): Promise<void>;
  /** Forgets a run that is over, with its folder here; nothing of the job folder is touched. False while it runs. */
  forget(record: RunRecord): Promise<boolean>;
  /** Forgets all but the newest `keep` runs that are over. */
  prune(keep: number): Promise<void>;
}

/** The runs of this machine, kept in `folder` (the extension's global storage, on a local disk). Windows share it. */
export function openRunRegistry(folder: string, probe: ProcessProbe): RunRegistry {
  const runsFolder = path.join(folder, 'runs');
  const folderOf = (id: string): string => path.join(runsFolder, id);
  const isRunning = (record: RunRecord): Promise<boolean> => isAlive(probe, record.process);

  const list = () => listRecords(runsFolder);

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
    reserve: async (jobFolder, gpuKey) =>
      reserveRun({ folder, probe, running: await running() }, jobFolder, gpuKey),
    list,
    running,
    isRunning,
    forget,
    find: async (id) => (await list()).find((record) => record.id === id),
    openLog: (record) => openRunLog(record.logPath, record.logOffset, record.jobName),
    stateOf: async (record, reader) =>
      (await isRunning(record)) ? { kind: 'running' } : endedState(record, folderOf(record.id), reader),
    async recordExit(record, exit) {
      await mkdir(folderOf(record.id), { recursive: true });
      await writeAtomically(path.join(folderOf(record.id), 'exit.json'), JSON.stringify(exit));
    },
    async claimNotification(record) {
      try {
        const claim = JSON.stringify({ by: process.pid });
        await writeFile(path.join(folderOf(record.id), 'told'), claim, { flag: 'wx' });
        return true;
      } catch {
        // It is there already, or the run was forgotten: either way there is nothing left to tell.
        return false;
      }
    },
    warningsOf: (record) => readWarnings(folderOf(record.id)),
    addWarning: (record, warning) => addWarning(folderOf(record.id), warning),
    async releaseNotification(record) {
      await rm(path.join(folderOf(record.id), 'told'), { force: true });
    },
    async prune(keep) {
      const over: RunRecord[] = [];
      for (const record of await list()) if (!(await isRunning(record))) over.push(record);
      for (const record of over.slice(0, Math.max(0, over.length - keep))) await forget(record);
    },
  };
}

async function listRecords(runsFolder: string): Promise<RunRecord[]> {
  const names = await readdir(runsFolder).catch(() => []);
  const records = await Promise.all(
    names.map((name) => readRecord(path.join(runsFolder, name, 'record.json'))),
  );
  return records.filter((record) => record !== undefined).sort((a, b) => a.startedAt - b.startedAt);
}

/** How a run that is over ended; its end is read after the process was seen dead, so that its last words are in. */
async function endedState(
  record: RunRecord,
  runFolder: string,
  reader: RunLogReader | undefined,
): Promise<RunState> {
  const log = reader ?? openRunLog(record.logPath, record.logOffset, record.jobName);
  await log.refresh();
  const exit = await readExit(path.join(runFolder, 'exit.json'));
  const outcome = judgeRun({
    log: log.state,
    exitCode: exit?.code,
    signal: exit?.signal,
    startedAt: record.startedAt,
    finalFile: await finalFileOf(record),
    console: await endOf(record.consolePath),
  });
  return { kind: 'ended', outcome };
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
