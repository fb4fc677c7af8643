import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScreen } from '../../../cli/src/watch/screen';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { readRunState } from '../../../core/runs/run-state';

const bar = (step: number) =>
  `\rmaya: 9%|# | ${step}/60 [00:05<00:05, 2.00it/s, lr: 1.0e-04 loss: 1.000e-01]`;

test('one screen is painted over itself and never cleared', () => {
  const written: string[] = [];
  const out = { columns: 60, rows: 24, write: (text: string) => written.push(text) > 0 };
  const parser = createRunLogParser('maya');
  const screen = createScreen(out);
  for (const step of [3, 4]) {
    parser.feed(bar(step));
    screen.show(readRunState({ log: parser.state }), 0);
  }
  screen.close();
  const text = written.join('');
  const [hide, first = '', second = '', shown] = written;
  assert.equal(hide, '\u001b[?25l');
  assert.equal(shown, '\u001b[?25h');
  // Neither the screen nor a whole line is erased before it is written, so nothing is blank in between.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there are control sequences.
  assert.ok(!/\u001b\[[23]J|\u001b\[2K|\u001b\[H|\u001bc/.test(text), JSON.stringify(text));
  const lines = first.split('\n').length - 1;
  assert.ok(second.startsWith(`\u001b[?2026h\u001b[${lines}A\r`), JSON.stringify(second));
  assert.match(second, /step 4 of 60/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are taken out.
  const bare = second.replace(/\u001b\[[?0-9]*[A-Za-z]/g, '');
  assert.ok(bare.split('\n').every((line) => line.length < 60));
});
