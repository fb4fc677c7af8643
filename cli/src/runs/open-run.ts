import path from 'node:path';
import {
  createRunLogParser,
  type RunExit,
  type RunState,
  readRunFolder,
  readRunState,
} from '../../../core/runs/index';
import { findLog } from '../../../server/src/disk/runs/find-log';
import { openLogBlocks, textOfBytes } from '../../../server/src/disk/runs/log-blocks';
import { readLossLog } from '../../../server/src/disk/runs/read-loss-log';
import { listRunFolder } from './list-run-folder';

export interface OpenedRun {
  /** The log's path; undefined when the folder has none. */
  readonly logFile: string | undefined;
  /** Reads what was added and gives the run as it stands now. */
  refresh(): Promise<RunState>;
  /** When a refresh last brought something new, milliseconds since 1970. */
  readonly lastChange: number;
}

export interface RunPlaces {
  /** The job's folder; undefined when only the log is known. */
  readonly folder: string | undefined;
  readonly log: string | undefined;
  readonly exit: RunExit | undefined;
  /** Reads `loss_log.db` where there is no log; undefined for the log alone. */
  readonly python: string | undefined;
}

/** Opens a run for reading. The state is that of the last start in the log. Throws when the log cannot be read. */
export async function openRun({ folder, log, exit, python }: RunPlaces): Promise<OpenedRun> {
  const logFile = log ?? (folder === undefined ? undefined : await findLog(folder));
  const blocks = logFile === undefined ? undefined : openLogBlocks(logFile);
  const newParser = () =>
    createRunLogParser(logFile === undefined && folder ? path.basename(folder) : undefined, textOfBytes);
  let parser = newParser();
  let lastChange = Date.now();
  return {
    logFile,
    get lastChange() {
      return lastChange;
    },
    async refresh() {
      await blocks?.read(
        (bytes) => {
          lastChange = Date.now();
          parser.feed(bytes);
        },
        () => {
          parser = newParser();
        },
      );
      const state = parser.state;
      const files = folder === undefined ? undefined : await listJobFolder(folder, state.jobName);
      const losses =
        folder !== undefined && python !== undefined && state.losses.count === 0
          ? await readLossLog(folder, python)
          : undefined;
      return readRunState({
        log: state,
        folder: files === undefined ? undefined : readRunFolder(files, state.jobName),
        exit,
        ...(losses === undefined ? {} : { lossLog: losses }),
        hasLog: logFile !== undefined,
      });
    },
  };
}

/** `RUN_FOLDER` may be the output folder of several jobs; the job's own folder then lies in it. */
async function listJobFolder(folder: string, job: string | undefined) {
  const files = await listRunFolder(folder);
  if (job === undefined || files === undefined) return files;
  if (files.some((file) => file.path === 'config.yaml')) return files;
  return (await listRunFolder(path.join(folder, job))) ?? files;
}
