import { bashScript, fishScript, zshScript } from './scripts';

const usage = `Usage: qwen-lora completion bash|zsh|fish

Prints a completion script for a shell:

  bash   source <(qwen-lora completion bash)
  zsh    source <(qwen-lora completion zsh)
  fish   qwen-lora completion fish | source
`;

/**
 * Runs `qwen-lora completion` and gives its exit status.
 *
 * @param subcommands the names of all subcommands, with their summaries
 */
export async function runCompletion(
  args: readonly string[],
  subcommands: Readonly<Record<string, string>>,
): Promise<number> {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  const [shell = ''] = args;
  if (shell === '--help' || shell === '-h') {
    process.stdout.write(usage);
    return 0;
  }
  if (shell !== 'bash' && shell !== 'zsh' && shell !== 'fish') {
    process.stderr.write(`qwen-lora completion: name a shell.\n\n${usage}`);
    return 2;
  }
  process.stdout.write(scripts[shell](subcommands));
  return 0;
}
