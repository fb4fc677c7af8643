import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  phaseName,
  rangeText,
  scheduleFacts,
  timeFacts,
  verdict,
} from '../../../../client/webviews/plan/plan-text';
import type { PlanPageView } from '../../../../common/plan-page';
import type { PlanSchedule } from '../../../../core/plan/plan';

const page: PlanPageView = {
  path: '/w/maya.yaml',
  name: 'maya',
  findings: [],
  plan: undefined,
  lines: {},
  machine: undefined,
};
const finding = (severity: 'error' | 'warning') => ({
  severity,
  code: 'x',
  message: 'x',
  line: 1,
  fixes: [],
});
const schedule: PlanSchedule = {
  firstStep: 0,
  lastStep: 2999,
  steps: 3000,
  stepsPerEpoch: 24,
  epochs: 125,
  effectiveBatchSize: 4,
  saves: [250, 500, null],
  samples: [0, 250, 500],
  samplePrompts: 2,
  kept: ['a.safetensors'],
  files: [{ file: 'a.safetensors', bytes: 295_000_000 }],
  regSteps: null,
};
const labeled = (facts: readonly { label: string; value: string }[], label: string) =>
  facts.find((fact) => fact.label === label)?.value;

describe('the verdict over a plan', () => {
  it('is the gravest that was found', () => {
    assert.equal(verdict(page).level, 'good');
    assert.deepEqual(verdict({ ...page, findings: [finding('warning'), finding('warning')] }), {
      level: 'warning',
      text: 'Ready, with 2 warnings.',
    });
    assert.equal(verdict({ ...page, findings: [finding('warning'), finding('error')] }).level, 'error');
  });
});

describe('the schedule in numbers', () => {
  it('counts steps, saves, samples and the size of the file', () => {
    const facts = scheduleFacts(schedule);
    assert.equal(labeled(facts, 'Steps to train'), '3000');
    assert.equal(labeled(facts, 'Checkpoints'), '2 and the final LoRA; 1 remain');
    assert.equal(labeled(facts, 'Samples'), '3 rounds of 2 images');
    assert.equal(labeled(facts, 'Size of the LoRA'), '295 MB');
  });

  it('says where a resumed training begins, and that a finished one has nothing left', () => {
    const resumed = scheduleFacts({ ...schedule, firstStep: 1000 });
    assert.equal(labeled(resumed, 'Steps to train'), '2000 (from step 1000 to 3000)');
    const finished = scheduleFacts({ ...schedule, firstStep: 3000 });
    assert.equal(labeled(finished, 'Steps to train'), 'none: step 3000 of 3000 is reached already');
  });

  it('leaves out what is not known', () => {
    const facts = scheduleFacts({
      ...schedule,
      stepsPerEpoch: null,
      epochs: null,
      samplePrompts: 0,
      files: [],
    });
    assert.deepEqual(
      facts.map(({ label }) => label),
      ['Steps to train', 'Images per update', 'Checkpoints', 'Samples'],
    );
    assert.equal(labeled(facts, 'Samples'), 'none');
  });
});

describe('time and phases in words', () => {
  it('are ranges, or one value where both ends say the same', () => {
    assert.equal(
      rangeText([7200, 14_400], (seconds) => `${seconds / 3600} h`),
      '2 h to 4 h',
    );
    assert.equal(
      rangeText([1, 1.2], (value) => value.toFixed(0)),
      '1',
    );
  });

  it('are left out without an estimate', () =>
    assert.deepEqual(
      timeFacts({
        trainingSeconds: null,
        basis: '',
        secondsPerStep: null,
        cost: null,
        relativeCost: null,
        downloadSeconds: null,
      }),
      [],
    ));

  it('names phases that it does not know by their own words', () => {
    assert.equal(phaseName('text-encoder'), 'Text encoder');
    assert.equal(phaseName('some_new-phase'), 'Some new phase');
  });
});
