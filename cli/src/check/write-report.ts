import { writeFileSync } from 'node:fs';

/** Writes a report to a file, or to a stream; false after the reason was told. */
export function writeReportText(
  text: string,
  output: string | undefined,
  complain: (message: string) => void,
  stream: NodeJS.WritableStream = process.stdout,
): boolean {
  if (output === undefined) {
    stream.write(text);
    return true;
  }
  try {
    writeFileSync(output, text);
    return true;
  } catch (error) {
    complain(`${output}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
