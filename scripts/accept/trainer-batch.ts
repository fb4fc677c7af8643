import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { rehearsalEnvironment } from '../../cli/src/rehearse/environment';
import type { CaseOutput } from './observe';

/** One case for the real trainer: configs that are started one after another. */
export interface TrainerCase {
  readonly id: string;
  readonly cwd: string;
  readonly configs: readonly string[];
  /** Folder whose LoRAs and samples are compared. */
  readonly output: string;
  readonly checkpoints: readonly { readonly kind: string; readonly folder: string }[];
  /** Seconds for each start. */
  readonly timeout: number;
}

export interface TrainerBatch {
  /** Of ai-toolkit, as its version.py says. */
  readonly version: string;
  run(one: TrainerCase): Promise<CaseOutput>;
  end(): void;
}

const mark = '\n::rehearsal::';

/**
 * A real ai-toolkit that has been imported once and runs case after case.
 *
 * @param rehearsal folder of rehearse.py
 * @throws when ai-toolkit cannot be imported
 */
export async function openTrainer(options: {
  readonly toolkit: string;
  readonly python: string;
  readonly rehearsal: string;
  readonly cache: string;
}): Promise<TrainerBatch> {
  const program = path.join(__dirname, 'run_cases.py');
  const { HF_TOKEN: _, ...own } = process.env;
  const child = spawn(options.python, ['-u', program, options.toolkit, options.rehearsal, options.cache], {
    env: { ...rehearsalEnvironment(own), OMP_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const read = createReader(child);
  const first = await read('imported');
  if (first.facts.ready !== true) throw new Error(`ai-toolkit cannot be imported:\n${first.text}`);
  return {
    version: typeof first.facts.version === 'string' ? first.facts.version : 'unknown',
    async run(one) {
      child.stdin?.write(`${JSON.stringify(one)}\n`);
      const { text, facts } = await read('done');
      // The program beside this file writes exactly these.
      return { ...(facts as unknown as Omit<CaseOutput, 'text'>), text };
    },
    end: () => child.stdin?.end(),
  };
}

interface Said {
  /** What stands before the event. */
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

function createReader(child: ChildProcess): (event: string) => Promise<Said> {
  let seen = '';
  let wake: () => void = () => undefined;
  let over = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
    wake();
  });
  const end = (): void => {
    over = true;
    wake();
  };
  child.on('close', end);
  child.on('error', (error) => {
    seen += error.message;
    end();
  });
  return async (event) => {
    for (;;) {
      const at = seen.indexOf(`${mark}{"event": "${event}"`);
      const lineEnd = at < 0 ? -1 : seen.indexOf('\n', at + mark.length);
      if (lineEnd >= 0) {
        const said = { text: seen.slice(0, at), facts: JSON.parse(seen.slice(at + mark.length, lineEnd)) };
        seen = seen.slice(lineEnd + 1);
        return said;
      }
      if (over) throw new Error(`The trainer ended:\n${seen.slice(-3000)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
