import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { actionLabel, type Explanation, explainRun, type RunExit, readExit } from '../../../core/runs/index';
import { exitCodeOf, joinExitCode } from '../runs/exit-code-argument';
import { openRun } from '../runs/open-run';

const usage = `Usage: qwen-lora explain LOG|RUN_FOLDER [--exit-code N] [--format text|json]

Tells how a training ended and why, from ai-toolkit's log, and what to do. Of several starts in one log, the last one counts.

  --exit-code N        how the process ended: an exit code, or the negative number of a signal
  --format text|json   json: {phase, step, total, result, reason, message, remedy, action, warnings} (default: text)
  --help               print this

Exit status: 0 the run finished, runs or was stopped, 1 it failed, 2 unusable input.
`;

type Reading =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly input: string;
      readonly json: boolean;
      readonly exit: RunExit | undefined;
    };

/** Runs `qwen-lora explain` and gives its exit status. */
export async function runExplain(args: readonly string[]): Promise<number> {
  const reading = readArguments(args);
  if (typeof reading === 'string') return unusable(`${reading}\n\n${usage}`);
  if (reading.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const { input, json, exit } = reading;
  try {
    const isFolder = (await stat(input)).isDirectory();
    const run = await openRun({
      folder: isFolder ? input : undefined,
      log: isFolder ? undefined : input,
      exit,
      python: undefined,
    });
    if (run.logFile === undefined) return unusable(`${input}: there is no log in this folder.\n`);
    const explanation = explainRun(await run.refresh());
    process.stdout.write(json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation));
    return explanation.result === 'failed' ? 1 : 0;
  } catch (error) {
    return unusable(`${input}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function readArguments(args: readonly string[]): Reading | string {
  try {
    const { values, positionals } = parseArgs({
      args: joinExitCode(args),
      allowPositionals: true,
      options: {
        'exit-code': { type: 'string' },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const [input] = positionals;
    if (input === undefined || positionals.length > 1) return 'Name one log or one run folder.';
    if (values.format !== 'text' && values.format !== 'json') {
      return `--format is text or json, not '${values.format}'.`;
    }
    const written = values['exit-code'];
    const code = written === undefined ? undefined : exitCodeOf(written);
    if (written !== undefined && code === undefined) return `--exit-code is a number, not '${written}'.`;
    return {
      kind: 'run',
      input,
      json: values.format === 'json',
      exit: code === undefined ? undefined : readExit(code),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function explanationText({ message, remedy, action, warnings }: Explanation): string {
  const lines = [message, ...warnings.map((warning) => `Note: ${warning}`)];
  if (remedy !== null) lines.push(`What to do: ${remedy}`);
  else if (action !== null) lines.push(`In VS Code: ${actionLabel(action)}.`);
  return `${lines.join('\n')}\n`;
}

function unusable(message: string): number {
  process.stderr.write(`qwen-lora explain: ${message}`);
  return 2;
}
