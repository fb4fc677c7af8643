import { createRequire } from 'node:module';

const usage = `Usage: qwen-lora server --stdio

Runs the language server for an editor, over standard input and output. The editor starts and ends it.
`;

/** Runs the language server, which stands beside this program and ends the process by itself; settles only for `--help`. */
export async function runServer(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  // The server reads how to talk from the arguments of the process; standard input and output is what editors use.
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  createRequire(__filename)('./server.js');
  return new Promise(() => undefined);
}
