import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Failure } from '../../../core/runs/run-failure';
import type { RunOutcome } from '../../../core/runs/run-outcome';
import { outcomeText } from '../../../core/runs/run-outcome-text';

type Completed = Extract<RunOutcome, { kind: 'completed' }>;

const completed = (more: Partial<Completed> = {}): RunOutcome => ({
  kind: 'completed',
  path: '/o/maya.safetensors',
  steps: 3400,
  total: 3400,
  trained: 3400,
  notANumber: 0,
  warnings: [],
  afterwards: undefined,
  ...more,
});
const memory: Failure = {
  reason: 'gpu-memory',
  message: 'The GPU ran out of memory.',
  remedy: 'Set model.low_vram.',
  action: 'openConfig',
  place: undefined,
};
const failed = (step: number | undefined, saved: number | undefined, failure = memory): RunOutcome => ({
  kind: 'failed',
  step,
  savedStep: saved,
  resume: { step: saved, withoutOptimizer: false },
  warnings: [],
  report: '',
  ...failure,
});
const stopped = (saved: number | undefined, why?: Failure): RunOutcome => ({
  kind: 'stopped',
  step: 300,
  savedStep: saved,
  optimizerLost: false,
  resume: { step: saved, withoutOptimizer: false },
  why,
});

describe('a finished run', () => {
  test('is good news, with a button to its folder', () => {
    assert.deepEqual(outcomeText('maya', completed()), {
      level: 'information',
      message: "Training of 'maya' finished after 3400 steps.",
      action: { label: 'Open its folder', does: 'openFolder' },
    });
  });
  test('with trouble is a warning that says so', () => {
    const text = outcomeText('maya', completed({ steps: undefined, warnings: ['The loss was odd.'] }));
    assert.equal(text.level, 'warning');
    assert.equal(text.message, "Training of 'maya' finished. The loss was odd.");
  });
  test('that trained nothing does not say trained', () =>
    assert.equal(
      outcomeText('tiny', completed({ steps: 30, total: 30, trained: 0 })).message,
      "Nothing was trained: 'tiny' was already at step 30 of 30.",
    ));
  test('past its end says so', () =>
    assert.match(
      outcomeText('tiny', completed({ steps: 12, total: 6, trained: 0 })).message,
      /already at step 12, and the config asks for 6\./,
    ));
  test('whose losses were no numbers was not trained', () => {
    const text = outcomeText('nanrun', completed({ steps: 40, trained: 1, notANumber: 39 }));
    assert.equal(text.level, 'error');
    assert.match(text.message, /'nanrun' was not trained: the loss was not a number in 39 of 40 steps\./);
  });
  test('stays finished when the upload after it fails', () => {
    const afterwards = { ...memory, message: 'the upload was refused.', remedy: '' };
    assert.equal(
      outcomeText('maya', completed({ afterwards })).message,
      "Training of 'maya' finished after 3400 steps. What followed failed: the upload was refused. The LoRA is in its folder.",
    );
  });
});

describe('a stopped run', () => {
  test('says where the next start resumes', () => {
    assert.equal(
      outcomeText('maya', stopped(250)).message,
      "Training of 'maya' was stopped at step 300. The next start resumes at step 250.",
    );
    assert.match(outcomeText('maya', stopped(undefined)).message, /next start begins at step 0/);
  });
  test('says who stopped it when it was nobody here', () => {
    const why = { ...memory, message: 'The terminal of the training was closed.', remedy: '' };
    assert.match(
      outcomeText('maya', stopped(250, why)).message,
      /terminal of the training was closed\. The next/,
    );
  });
  test('that no window saw says so', () =>
    assert.match(
      outcomeText('maya', stopped(undefined), 'later').message,
      /This happened while VS Code was closed\.$/,
    ));
});

describe('a failed run', () => {
  test('says why, what to do, where it resumes, and can start again', () => {
    const text = outcomeText('maya', failed(43, 40));
    assert.equal(text.level, 'error');
    assert.equal(
      text.message,
      "Training of 'maya' failed at step 43. The GPU ran out of memory. Set model.low_vram. The next start resumes at step 40.",
    );
    assert.deepEqual(
      [text.action.label, text.second],
      ['Open the config', { label: 'Start again', does: 'startAgain' }],
    );
  });
  test('before its first step promises no resume', () =>
    assert.equal(
      outcomeText('maya', failed(undefined, undefined)).message,
      "Training of 'maya' failed. The GPU ran out of memory. Set model.low_vram.",
    ));
});
