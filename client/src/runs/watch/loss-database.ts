import path from 'node:path';
import type { LossPoint, RunCurve, RunFile } from '../../../../core/runs/index';
import { readLossLog } from '../../../../server/src/disk/runs/read-loss-log';

/** The Python whose sqlite3 reads `loss_log.db`; undefined where nothing may be run. */
export type LossPython = () => Promise<string | undefined>;

/** The losses that ai-toolkit keeps for user interfaces, read where the log lacks them. */
export interface LossDatabase {
  /** The newest reading, ascending. */
  readonly points: readonly LossPoint[];
  /**
   * Reads the database when it has changed, and adds to the curve what that lacks.
   *
   * @param log how many losses the log's last start has, and where that start resumed
   * @returns the index in the curve from which on points are new
   */
  refresh(files: readonly RunFile[], curve: RunCurve, log: LogLosses): Promise<number>;
}

export interface LogLosses {
  readonly count: number;
  readonly resumedStep: number | undefined;
}

/** Between two readings while a run goes on, in milliseconds. Each starts a Python. */
const betweenMs = 5000;

export function openLossDatabase(folder: string, python: LossPython): LossDatabase {
  let points: readonly LossPoint[] = [];
  let version = '';
  let readAt = 0;
  return {
    get points() {
      return points;
    },
    async refresh(files, curve, log) {
      const next = versionOf(files);
      const isDone = version !== '' && log.count > 0;
      if (next === '' || next === version || isDone || Date.now() - readAt < betweenMs) return curve.count;
      const program = await python();
      if (program === undefined) return curve.count;
      readAt = Date.now();
      version = next;
      points = (await readLossLog(path.resolve(folder), program)) ?? points;
      if (log.count === 0) return points.length === 0 ? curve.count : curve.add(points);
      // A start that resumes deletes later rows only with its first write, so until then they are of the start before.
      const last = curve.steps.at(-1) ?? 0;
      return curve.fill(log.resumedStep === undefined ? points : points.filter(({ step }) => step <= last));
    },
  };
}

/** All rows of a running training are in the write-ahead log. */
function versionOf(files: readonly RunFile[]): string {
  return files
    .filter(({ path: name }) => name === 'loss_log.db' || name === 'loss_log.db-wal')
    .map(({ path: name, size, modified }) => `${name} ${size} ${modified}`)
    .join();
}
