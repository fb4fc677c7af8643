import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../../core/host';
import { parseDotEnv, type Variable } from '../../../core/language-service';
import { rememberReadings } from './readings';
import { readRegularText } from './regular-file';

/** Bytes. */
const longestFile = 1024 * 1024;

/** No `.env` file comes near this many bytes; a larger file is something else. */
const largestFile = 1024 * 1024;
/** Milliseconds between two looks at a checkout's `.env`. */
const lookEvery = 2000;

/** The environments in which the `run.py` of the checkouts on this machine runs. */
export interface Environments {
  /**
   * The variables of this process, then those of the checkout's `.env`, which never replaces what is already set
   * (`run.py:3-5`). The same answer, as long as the file stays as it is.
   *
   * @param checkout folder of ai-toolkit; undefined when none is known
   * @param isStart true reads the file again; otherwise only the first question waits for the disk
   */
  environmentOf(checkout: string | undefined, isStart: boolean): Promise<Variable>;
}

/** The variables of this process. */
const own: Variable = (name) => process.env[name];

interface DotEnv {
  /** Time and size of the file; empty when there is none. */
  readonly stamp: string;
  readonly variable: Variable;
}

const noFile: DotEnv = { stamp: '', variable: own };

/** Opens the environments; `onChange` is told when a `.env` that was read is no longer what it was. */
export function openEnvironments(logger: Logger, onChange: () => void): Environments {
  const read = (checkout: string, before: DotEnv) => readDotEnv(path.join(checkout, '.env'), before);
  const readings = rememberReadings({ empty: noFile, read, onChange, logger, lookEvery });
  return {
    async environmentOf(checkout, isStart) {
      if (checkout === undefined) return own;
      const { variable } = await (isStart ? readings.fresh(checkout) : readings.afterFirst(checkout));
      return variable;
    },
  };
}

async function readDotEnv(file: string, before: DotEnv): Promise<DotEnv> {
  try {
    const { size, mtimeMs } = await stat(file);
    if (size > largestFile) return noFile;
    const stamp = `${mtimeMs} ${size}`;
    if (stamp === before.stamp) return before;
    const written = parseDotEnv(await readRegularText(file, longestFile));
    return { stamp, variable: (name) => own(name) ?? written[name] };
  } catch {
    // Most checkouts have no .env file.
    return noFile;
  }
}
