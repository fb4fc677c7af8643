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

/** The exit code of an argument; undefined for one that is not a whole number. */
export function exitCodeOf(text: string): number | undefined {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}
