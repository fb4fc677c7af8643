import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunOutcome } from '../../../core/runs/index';
import { runEnd, withRunEnd } from '../../../core/runs/run-end';

const run = { job: 'maya', folder: '/o/maya', config: '/w/maya.yaml', left: 1 };
const failed: RunOutcome = {
  kind: 'failed',
  reason: 'disk-full',
  message: 'The disk is full.',
  remedy: '',
  action: 'freeDisk',
  place: undefined,
  step: 40,
  savedStep: 40,
  resume: { step: 40, withoutOptimizer: false },
  warnings: [],
  report: '',
};

test('the end of a run is plain values', () => {
  assert.deepEqual(runEnd(run, failed), {
    ...run,
    result: 'failed',
    reason: 'disk-full',
    message: "Training of 'maya' failed at step 40. The disk is full. The next start resumes at step 40.",
    step: 40,
  });
});

test('the arguments of a command are filled in one by one; nothing is split or run by a shell', () => {
  const end = runEnd({ ...run, job: 'a; rm -rf $HOME {result}' }, failed);
  assert.deepEqual(withRunEnd(['--job={job}', '{result}', '{left} left', '{unknown}'], end), [
    '--job=a; rm -rf $HOME {result}',
    'failed',
    '1 left',
    '{unknown}',
  ]);
});
