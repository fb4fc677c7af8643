import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { actionLabel, type Explanation, explainRun, type RunExit } from '../../../core/runs/index';
import { isJson, messageOf, onlyOne, runCommand, unusable } from '../command';
import { exitOf, joinExitCode } from '../runs/exit-code-argument';
import { openRun } from '../runs/open-run';

const usage = `Usage: qwen-lora explain LOG|RUN_FOLDER [--exit-code N] [--format text|json]

Tells how a training ended and why, from ai-toolkit's log, and what to do. Of several starts in one log, the last one counts.

  --exit-code N        how the process ended: an exit code, or the negative number of a signal
  --format text|json   json: {phase, step, total, result, reason, message, remedy, action, warnings} (default: text)
  --help               print this

Exit status: 0 the run finished, runs or was stopped, 1 it failed, 2 unusable input.
`;

interface ExplainArguments {
  readonly input: string;
  readonly json: boolean;
  readonly exit: RunExit | undefined;
}

/** Runs `qwen-lora explain` and gives its exit status. */
export function runExplain(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'explain', usage, read: readArguments, run: explain }, args);
}

async function explain({ input, json, exit }: ExplainArguments): Promise<number> {
  try {
    const isFolder = (await stat(input)).isDirectory();
    const run = await openRun({
      folder: isFolder ? input : undefined,
      log: isFolder ? undefined : input,
      exit,
      python: undefined,
    });
    if (run.logFile === undefined) return unusable('explain', `${input}: there is no log in this folder.`);
    const explanation = explainRun(await run.refresh());
    process.stdout.write(json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation));
    return explanation.result === 'failed' ? 1 : 0;
  } catch (error) {
    return unusable('explain', `${input}: ${messageOf(error)}`);
  }
}

function readArguments(args: readonly string[]): ExplainArguments | undefined {
  const { values, positionals } = parseArgs({
    args: joinExitCode(args),
    allowPositionals: true,
    options: {
      'exit-code': { type: 'string' },
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    input: onlyOne(positionals, 'Name one log or one run folder.'),
    json: isJson(values.format),
    exit: exitOf(values['exit-code']),
  };
}

function explanationText({ message, remedy, action, warnings }: Explanation): string {
  const lines = [message, ...warnings.map((warning) => `Note: ${warning}`)];
  if (remedy !== null) lines.push(`What to do: ${remedy}`);
  else if (action !== null) lines.push(`In VS Code: ${actionLabel(action)}.`);
  return `${lines.join('\n')}\n`;
}
