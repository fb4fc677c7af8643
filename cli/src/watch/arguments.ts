import { parseArgs } from 'node:util';
import type { RunExit } from '../../../core/runs/index';
import { onlyOne } from '../command';
import { exitOf, joinExitCode } from '../runs/exit-code-argument';

export interface WatchArguments {
  readonly folder: string;
  readonly log: string | undefined;
  readonly exit: RunExit | undefined;
  readonly json: boolean;
  readonly once: boolean;
  readonly python: string;
}

export const usage = `Usage: qwen-lora watch RUN_FOLDER [--log FILE] [--exit-code N] [--json] [--once]

Shows a running training: phase, step, speed, time left, loss, samples, checkpoints and what went wrong. RUN_FOLDER is
the job's folder, <training_folder>/<name>. In a terminal it is one screen; elsewhere it is a line for each change.

  --log FILE      ai-toolkit's log, where it is not in the folder
  --exit-code N   how the process ended: an exit code, or the negative number of a signal
  --once          show the state as it is now, and end
  --json          print objects for programs: with --once one object, otherwise one line for each change
  --python PATH   the Python that reads loss_log.db where there is no log (default: python3)
  --help          print this

Exit status: 0 the run finished, was stopped, or goes on; 1 it failed; 2 unusable input.
`;

/** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
export function readWatchArguments(args: readonly string[]): WatchArguments | undefined {
  const { values, positionals } = parseArgs({
    args: joinExitCode(args),
    allowPositionals: true,
    options: {
      log: { type: 'string' },
      'exit-code': { type: 'string' },
      json: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      python: { type: 'string', default: process.platform === 'win32' ? 'python' : 'python3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const folder = onlyOne(positionals, 'Name one run folder.');
  const { log, json, once, python } = values;
  return { folder, log, exit: exitOf(values['exit-code']), json, once, python };
}
