import { createRunReader, type Decode } from './run-reader';
import type { LossPoint, RunLogState } from './state';

export interface RunLogParser {
  readonly state: RunLogState;
  /** Takes the next piece of output, cut anywhere; returns the losses that are new in it. Steps without a number have NaN. */
  feed(text: string): readonly LossPoint[];
}

const asItIs: Decode = (piece) => piece;
const longestLine = 65_536;
const carriageReturn = 13;
const newline = 10;

/**
 * Reads ai-toolkit's output as it grows: repainted bars, prints glued to bars, lines cut by a terminal's width, colors.
 * A line `Running N jobs` begins a new run in an appended log, so the state is always the last run's; a second job of the
 * same start begins again as well. `jobName` tells the training bar from others before the log names the job itself.
 *
 * @param decode where the text has one character per byte, as a large log is read fastest: makes text of such a piece
 */
export function createRunLogParser(jobName?: string, decode: Decode = asItIs): RunLogParser {
  const run = createRunReader(jobName, decode);
  let rest = '';
  let afterText = false;
  let lastBreak = newline;

  const takePiece = (
    text: string,
    start: number,
    end: number,
    brokenBy: number,
    losses: LossPoint[],
  ): void => {
    const isText = end > start;
    if (isText) run.take(text, start, end, losses);
    // A terminal ends lines with both characters; only a newline after nothing at all is an empty line.
    else if (brokenBy === newline && (lastBreak === newline || !afterText)) run.takeEmptyLine();
    afterText = isText;
    lastBreak = brokenBy;
  };

  return {
    get state() {
      return run.state;
    },
    feed(text) {
      const losses: LossPoint[] = [];
      let line = nextOf('\n', text, 0);
      let repaint = nextOf('\r', text, 0);
      let start = 0;
      while (line < text.length || repaint < text.length) {
        const at = Math.min(line, repaint);
        const brokenBy = at === line ? newline : carriageReturn;
        // Only the first piece is joined with what came before: the rest of the text is read where it lies.
        if (rest === '') takePiece(text, start, at, brokenBy, losses);
        else {
          const joined = rest + text.slice(0, at);
          rest = '';
          takePiece(joined, 0, joined.length, brokenBy, losses);
        }
        start = at + 1;
        if (at === line) line = nextOf('\n', text, start);
        else repaint = nextOf('\r', text, start);
      }
      rest = (rest + text.slice(start)).slice(-longestLine);
      // A bar has no end of line until its next paint; seeing it twice changes nothing.
      if (rest.includes(']') || rest.includes('<')) run.takeUnfinished(rest, losses);
      return losses;
    },
  };
}

function nextOf(letter: string, text: string, from: number): number {
  const at = text.indexOf(letter, from);
  return at < 0 ? text.length : at;
}
