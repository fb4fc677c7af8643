import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeText } from '../../../core/runs/run-outcome-text';

test('a finished run is good news, with a button to its folder', () => {
  const text = outcomeText('maya', {
    kind: 'completed',
    path: '/o/maya.safetensors',
    steps: 3400,
    warnings: [],
  });
  assert.deepEqual(text, {
    level: 'information',
    message: 'maya is trained after 3400 steps.',
    action: { label: 'Open its folder', does: 'openFolder' },
  });
});

test('an end that no window saw says so', () => {
  const stopped = { kind: 'stopped', step: 7, savedStep: undefined, optimizerLost: false } as const;
  assert.equal(
    outcomeText('maya', stopped, 'later').message,
    'maya was stopped at step 7. Nothing was saved in this run. That was while no window was open.',
  );
});

test('a finished run with trouble is a warning that says so', () => {
  const text = outcomeText('maya', {
    kind: 'completed',
    path: '',
    steps: undefined,
    warnings: ['The loss was odd.'],
  });
  assert.equal(text.level, 'warning');
  assert.equal(text.message, 'maya is trained. The loss was odd.');
});

test('a stopped run says where the next start resumes', () => {
  const stopped = { kind: 'stopped', step: 300, optimizerLost: false } as const;
  assert.match(
    outcomeText('maya', { ...stopped, savedStep: 250 }).message,
    /stopped at step 300\. .*resumes at step 250/,
  );
  assert.match(outcomeText('maya', { ...stopped, savedStep: undefined }).message, /Nothing was saved/);
});

test('a failed run says why, what to do, and has the button that helps', () => {
  const text = outcomeText('maya', {
    kind: 'failed',
    step: 12,
    savedStep: undefined,
    reason: 'gpu-memory',
    message: 'The GPU ran out of memory.',
    remedy: 'Turn on low_vram.',
    action: 'openConfig',
  });
  assert.equal(text.level, 'error');
  assert.equal(text.message, 'maya failed at step 12. The GPU ran out of memory. Turn on low_vram.');
  assert.equal(text.action.label, 'Open the config');
});
