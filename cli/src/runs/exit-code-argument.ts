import { type RunExit, readExit } from '../../../core/runs/index';

/** `--exit-code -9` as `--exit-code=-9`, because Node's parser takes a value that begins with a dash for an option. */
export function joinExitCode(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [name, value] = [args[index] ?? '', args[index + 1] ?? ''];
    if (name === '--exit-code' && /^-\d+$/.test(value)) {
      joined.push(`${name}=${value}`);
      index += 1;
    } else joined.push(name);
  }
  return joined;
}

/** How a process ended, by the value of `--exit-code`. Throws for what is not a whole number. */
export function exitOf(text: string | undefined): RunExit | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,10}$/.test(text)) throw new Error(`--exit-code is a number, not '${text}'.`);
  return readExit(Number(text));
}
