import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type LossPoint, lossLogScript, parseLossLog } from '../../../../core/runs/index';

const run = promisify(execFile);
const timeoutMs = 10_000;
const mostRows = 200_000;

/** The losses in a run's `loss_log.db`, through a Python's sqlite3; undefined without the file or without such a Python. */
export async function readLossLog(folder: string, python: string): Promise<readonly LossPoint[] | undefined> {
  const file = path.resolve(folder, 'loss_log.db');
  if (!existsSync(file)) return undefined;
  try {
    const args = ['-I', '-c', lossLogScript, file, '-1', String(mostRows)];
    const { stdout } = await run(python, args, {
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      windowsHide: true,
    });
    return parseLossLog(stdout);
  } catch {
    // No Python, or a database that is being created: the log is read alone.
    return undefined;
  }
}
