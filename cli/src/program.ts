import { openPackageFiles } from '../../server/src/connection/package-files';
import { runCheck } from './check/check';

/** One subcommand of `qwen-lora`. */
export interface Subcommand {
  /** What it does, in one line of `qwen-lora --help`. */
  readonly summary: string;
  /** Runs with the arguments after the subcommand's name and gives the exit status. */
  run(args: readonly string[]): Promise<number>;
}

/** Each subcommand is loaded only when it runs, so that `check` starts as fast as before. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  check: { summary: 'Checks training configs (also: aitk-lint).', run: runCheck },
  comfyui: {
    summary: 'Prints a ComfyUI workflow for a config or a run.',
    run: async (args) => (await import('./comfyui/comfyui')).runComfyui(args),
  },
  completion: {
    summary: 'Prints a completion script for bash, zsh or fish.',
    run: async (args) => (await import('./completion/completion')).runCompletion(args, summaries()),
  },
  explain: {
    summary: 'Tells how a training ended and why, from its log.',
    run: async (args) => (await import('./explain/explain')).runExplain(args),
  },
  lora: {
    summary: 'Checks a LoRA file, or the LoRA files of a run.',
    run: async (args) => (await import('./lora/lora')).runLora(args),
  },
  rehearse: {
    summary: 'Runs a config through your ai-toolkit with a small random model.',
    run: async (args) => (await import('./rehearse/rehearse')).runRehearse(args),
  },
  plan: {
    summary: 'Says what a config will do before it runs: datasets, steps, memory, time, disk.',
    run: async (args) => (await import('./plan/plan')).runPlan(args),
  },
  server: {
    summary: 'Runs the language server for an editor.',
    run: async (args) => (await import('./server/server')).runServer(args),
  },
  sky: {
    summary: 'Writes a SkyPilot task that trains a config on another machine.',
    run: async (args) => (await import('./sky/sky')).runSky(args),
  },
  watch: {
    summary: 'Shows a running training in the terminal.',
    run: async (args) => (await import('./watch/watch')).runWatch(args),
  },
};

/**
 * Runs the program and gives its exit status. `aitk-lint`, and a first argument that is not a subcommand, check files.
 *
 * @param programName the name that the program was started under
 * @param args the arguments after it
 */
export async function runProgram(programName: string, args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (isAlias(programName) || first === undefined) return runCheck(args);
  const subcommand = Object.hasOwn(subcommands, first) ? subcommands[first] : undefined;
  if (subcommand) return subcommand.run(rest);
  if (first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(programUsage());
    return 0;
  }
  if (first === '--version') {
    process.stdout.write(`${openPackageFiles().version}\n`);
    return 0;
  }
  return runCheck(args);
}

function summaries(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(subcommands).map(([name, { summary }]) => [name, summary]));
}

function isAlias(programName: string): boolean {
  return programName.replace(/\.(?:[cm]?js|cmd|exe)$/, '') === 'aitk-lint';
}

function programUsage(): string {
  const width = Math.max(...Object.keys(subcommands).map((name) => name.length));
  const lines = Object.entries(subcommands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `Usage: qwen-lora COMMAND [OPTIONS]

${lines.join('\n')}

Files without a command are checked. 'qwen-lora COMMAND --help' describes a command.
`;
}
