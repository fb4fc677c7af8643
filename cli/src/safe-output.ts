/**
 * What a terminal obeys besides colors, line breaks and tabs: a window's title, the clipboard, the cursor. File names, captions
 * and log lines may hold such sequences.
 */
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /\u001b\[[0-9;]*m|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** A text for a terminal, in which everything but colors is shown instead of obeyed. */
export function safeOutput(text: string): string {
  return text.replace(obeyed, (found) =>
    found.length > 1 ? found : `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

type Write = typeof process.stdout.write;

/** From now on what is written to standard output and standard error moves nothing in a terminal. */
export function guardOutput(): void {
  const raw = process.stdout.write.bind(process.stdout);
  for (const stream of [process.stdout, process.stderr]) {
    const write: Write = stream.write.bind(stream);
    const guarded = (chunk: string | Uint8Array, ...rest: unknown[]): boolean =>
      Reflect.apply(write, stream, [typeof chunk === 'string' ? safeOutput(chunk) : chunk, ...rest]);
    stream.write = guarded as Write;
  }
  rawWrite = (text) => void raw(text);
}

let rawWrite = (text: string): void => void process.stdout.write(text);

/** Standard output that obeys sequences, for those of our own, such as the ones that move the cursor. */
export const rawTerminal = {
  write: (text: string): void => rawWrite(text),
  get columns(): number {
    return process.stdout.columns;
  },
  get rows(): number {
    return process.stdout.rows;
  },
};
