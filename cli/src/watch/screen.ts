import type { WriteStream } from 'node:tty';
import { durationText, type RunState } from '../../../core/runs/index';
import { safeOutput } from '../safe-output';
import type { RunView } from './run-view';
import { stateLines } from './state-lines';

/** Terminals call this a control sequence. */
const sequence = '\u001b[';
/** The terminal paints everything between these two at once, where it can; others ignore them. */
const [begin, end] = [`${sequence}?2026h`, `${sequence}?2026l`];
const [hideCursor, showCursor] = [`${sequence}?25l`, `${sequence}?25h`];
const clearToLineEnd = `${sequence}K`;
const clearBelow = `${sequence}J`;
/** A phase without output for so long is worth a word, in milliseconds. */
const silentLong = 120_000;

/** What is painted on: it obeys the sequences of a terminal. */
type Screen = Pick<WriteStream, 'columns' | 'rows'> & { write(text: string): unknown };

/**
 * One screen that is painted over itself: each line is cleared only behind its text and nothing is erased first, so it does not
 * flicker. At the end the last state stays in the terminal.
 */
export function createScreen(out: Screen): RunView {
  let painted = 0;
  out.write(hideCursor);
  return {
    show(state: RunState, silentMs: number) {
      const lines = [...stateLines(state, Math.max(20, out.columns - 1))];
      if (state.result === 'running' && silentMs > silentLong) {
        lines.push(`no output for ${durationText(silentMs / 1000)}`);
      }
      const fitting = lines.slice(0, Math.max(1, out.rows - 1));
      const up = painted > 0 ? `${sequence}${painted}A\r` : '';
      const text = fitting.map((line) => `${safeOutput(line)}${clearToLineEnd}\n`).join('');
      out.write(`${begin}${up}${text}${clearBelow}${end}`);
      painted = fitting.length;
    },
    close() {
      out.write(showCursor);
    },
  };
}
