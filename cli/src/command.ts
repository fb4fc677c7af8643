import { readVersion } from '../../core/language-service';

/** A subcommand as its arguments are read and run. */
export interface Command<Arguments> {
  readonly name: string;
  readonly usage: string;
  /** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
  read(args: readonly string[]): Arguments | undefined;
  /** Gives the exit status. */
  run(wanted: Arguments): Promise<number>;
}

/** Runs a subcommand and gives its exit status: 0 for its usage, 2 for arguments that cannot be used. */
export async function runCommand<Arguments>(
  { name, usage, read, run }: Command<Arguments>,
  args: readonly string[],
): Promise<number> {
  let wanted: Arguments | undefined;
  try {
    wanted = read(args);
  } catch (error) {
    return unusable(name, `${messageOf(error)}\n\n${usage.trimEnd()}`);
  }
  if (wanted !== undefined) return run(wanted);
  process.stdout.write(usage);
  return 0;
}

/** Says why a subcommand cannot do its work, and gives the exit status for that. */
export function unusable(command: string, message: string): number {
  process.stderr.write(`qwen-lora ${command}: ${message}\n`);
  return 2;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The value of an option that allows a few words. Throws for any other. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    const names = `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;
    throw new Error(`${option} is ${names}, not '${value}'.`);
  }
  return found;
}

/** Whether `--format` asks for JSON. Throws for what is neither text nor JSON. */
export function isJson(format: string): boolean {
  return oneOf('--format', format, ['text', 'json']) === 'json';
}

/** The only positional argument. Throws with `sentence` for none or several. */
export function onlyOne(positionals: readonly string[], sentence: string): string {
  const [only, ...more] = positionals;
  if (only === undefined || more.length > 0) throw new Error(sentence);
  return only;
}

/** A number above 0; undefined where the option is not given. Throws for anything else. */
export function positiveNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`${option} is a number above 0, not '${text}'.`);
  }
  return value;
}

/** The version of ai-toolkit that an option names. Throws for what is not a version. */
export function toolkitVersionOf(text: string | undefined): string | undefined {
  const version = readVersion(text);
  if (text !== undefined && version === undefined) {
    throw new Error(`--toolkit-version is a version such as 0.12.26 or 0.13, not '${text}'.`);
  }
  return version;
}
