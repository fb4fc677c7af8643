import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Lines that say why a run ended, in ai-toolkit's own words or Python's. */
const errorLine = /Error running job: |^Traceback \(most recent call last\)|loss is nan/;
/** More bytes than are searched of a log. */
const mostBytes = 300_000_000;

/**
 * The zero-based line of a log that says why its last run ended: the first line of the last `Error running job`, else of the
 * last traceback or lost loss. Lines are the editor's: a repainted bar's `\r` begins a new one.
 */
export async function findErrorLine(file: string): Promise<number | undefined> {
  const lines = createInterface({
    input: createReadStream(file, { end: mostBytes }),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  let error: number | undefined;
  let other: number | undefined;
  for await (const text of lines) {
    if (/^Running \d+ jobs?$/.test(text)) [error, other] = [undefined, undefined];
    if (errorLine.test(text)) {
      if (text.includes('Error running job: ')) error ??= line;
      else other ??= line;
    }
    line++;
  }
  return error ?? other;
}
