import { createRunReader } from './run-reader';
import type { LossPoint, RunLogState } from './state';

export interface RunLogParser {
  readonly state: RunLogState;
  /** Takes the next piece of output, cut anywhere; returns the losses that are new in it. Steps without a number have NaN. */
  feed(text: string): readonly LossPoint[];
}

const longestLine = 65_536;
const carriageReturn = 13;
const newline = 10;

/**
 * Reads ai-toolkit's output as it grows: repainted bars, prints glued to bars, lines cut by a terminal's width, colors.
 * A line `Running N jobs` begins a new run in an appended log, so the state is always the last run's; a second job of the
 * same start begins anew as well. `jobName` tells the training bar from others before the log names the job itself.
 */
export function createRunLogParser(jobName?: string): RunLogParser {
  const run = createRunReader(jobName);
  let rest = '';
  let afterText = false;
  let lastBreak = newline;

  const takePiece = (piece: string, brokenBy: number, losses: LossPoint[]): void => {
    if (piece !== '') run.take(piece, losses);
    // A terminal ends lines with both characters; only a newline after nothing at all is an empty line.
    else if (brokenBy === newline && (lastBreak === newline || !afterText)) run.takeEmptyLine();
    afterText = piece !== '';
    lastBreak = brokenBy;
  };

  return {
    get state() {
      return run.state;
    },
    feed(text) {
      const losses: LossPoint[] = [];
      const input = rest + text;
      let start = 0;
      let [line, repaint] = [nextOf('\n', input, rest.length), nextOf('\r', input, rest.length)];
      while (line < input.length || repaint < input.length) {
        const at = Math.min(line, repaint);
        takePiece(input.slice(start, at), at === line ? newline : carriageReturn, losses);
        start = at + 1;
        if (at === line) line = nextOf('\n', input, start);
        else repaint = nextOf('\r', input, start);
      }
      rest = input.slice(Math.max(start, input.length - longestLine));
      // A bar has no end of line until its next paint; seeing it twice changes nothing.
      if (rest.includes(']')) run.takeUnfinished(rest, losses);
      return losses;
    },
  };
}

function nextOf(letter: string, text: string, from: number): number {
  const at = text.indexOf(letter, from);
  return at < 0 ? text.length : at;
}
