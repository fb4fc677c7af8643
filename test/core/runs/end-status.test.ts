import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endStatusText } from '../../../core/runs/end-status';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { judgeRun } from '../../../core/runs/run-outcome';

const bar = (step: number) =>
  `\rmaya: 9%|# | ${step}/60 [00:05<00:05, 2.00it/s, lr: 1.0e-04 loss: 1.000e-01]`;
const saved = '\nSaved checkpoint to /o/maya/maya.safetensors\nSaved optimizer to /o/maya/optimizer.pt\n';

function textOf(log: string, exitCode: number, isSeen = true): string {
  const parser = createRunLogParser('maya');
  parser.feed(log);
  const finalFile = log.includes(saved) ? { path: '/o/maya/maya.safetensors', modifiedAt: 2 } : undefined;
  const outcome = judgeRun({
    log: parser.state,
    exitCode,
    signal: undefined,
    startedAt: 1,
    finalFile,
    console: undefined,
  });
  return endStatusText('maya', outcome, isSeen ? '06:37' : undefined);
}

test('an end in the status bar', () => {
  assert.equal(textOf(`${bar(59)}${bar(60)}${saved}`, 0), '$(pass) maya finished at 06:37 · 60 steps');
  assert.equal(textOf(`${bar(43)}\nJob stopped\n`, 0), '$(debug-stop) maya stopped at 06:37 · step 43');
  assert.equal(textOf(`${bar(43)}\nError running job: no\n`, 1, false), '$(error) maya failed · step 43');
});
