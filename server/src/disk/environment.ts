import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDotEnv, type Variable } from '../../../core/language-service';

/** No `.env` file comes near this many bytes; a larger file is something else. */
const largestFile = 1024 * 1024;

/**
 * The environment in which a checkout's `run.py` runs: this process's variables, then those of the checkout's `.env`, which
 * never replaces what is already set (`run.py:3-5`).
 *
 * @param checkout folder of ai-toolkit; undefined when none is known
 */
export async function readEnvironment(checkout: string | undefined): Promise<Variable> {
  const own = checkout === undefined ? {} : await readDotEnv(path.join(checkout, '.env'));
  return (name) => process.env[name] ?? own[name];
}

async function readDotEnv(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const { size } = await stat(file);
    return size > largestFile ? {} : parseDotEnv(await readFile(file, 'utf8'));
  } catch {
    // Most checkouts have no .env file.
    return {};
  }
}
