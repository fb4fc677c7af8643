import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRunCurve } from '../../../../core/runs/curve/run-curve';
import { epochLength } from '../../../../core/runs/watch/epoch-length';
import { createSpeedHistory } from '../../../../core/runs/watch/training-speed';

const points = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    step: from + at,
    loss: from + at,
    learningRate: undefined,
  }));

describe('the curve of a run', () => {
  it('grows, and goes back where a start resumes', () => {
    const curve = createRunCurve();
    assert.equal(curve.add(points(1, 3000)), 0);
    assert.equal(curve.add(points(2001, 2100)), 2000);
    assert.equal(curve.count, 2100);
    assert.equal(curve.steps[2099], 2100);
    assert.deepEqual(curve.resumes, [2000]);
  });

  it('is filled where a second source has more, and keeps what it has', () => {
    const curve = createRunCurve();
    curve.add(points(11, 20));
    assert.equal(curve.fill(points(5, 22).map((point) => ({ ...point, loss: -1 }))), 0);
    assert.deepEqual(
      [...curve.steps],
      Array.from({ length: 18 }, (_, at) => at + 5),
    );
    assert.deepEqual([curve.losses[0], curve.losses[6], curve.losses[17]], [-1, 11, -1]);
    assert.equal(curve.fill(points(5, 22)), 18);
  });
});

describe('the length of an epoch', () => {
  it('is what all checkpoints allow', () => {
    assert.equal(
      epochLength([
        { step: 12, epoch: 2 },
        { step: 8, epoch: 1 },
        { step: 9, epoch: 2 },
      ]),
      4,
    );
  });

  it('is the one that all saves are multiples of, where several would do', () => {
    const marks = [1, 2, 3, 4].map((epoch) => ({ step: 32 * epoch, epoch }));
    assert.equal(epochLength(marks), 32);
    assert.equal(
      epochLength([
        { step: 33, epoch: 1 },
        { step: 70, epoch: 2 },
      ]),
      (70 / 3 + 33) / 2,
    );
  });

  it('is unknown where they tell nothing or contradict each other', () => {
    assert.equal(epochLength([]), undefined);
    assert.equal(epochLength([{ step: 3, epoch: 0 }]), undefined);
    assert.equal(
      epochLength([
        { step: 10, epoch: 1 },
        { step: 10, epoch: 9 },
      ]),
      undefined,
    );
  });
});

describe('the speed of a training', () => {
  const at = (step: number, elapsedSeconds: number) => ({
    step,
    total: undefined,
    elapsedSeconds,
    remainingSeconds: undefined,
    secondsPerStep: 1,
    meanSecondsPerStep: undefined,
    learningRate: undefined,
    loss: undefined,
  });

  it('is the mean of the last five minutes and begins again with a new start', () => {
    const history = createSpeedHistory();
    for (let step = 1; step <= 400; step++) history.add(at(step, step <= 100 ? step * 10 : 900 + step));
    assert.equal(history.mean, 1);
    history.add(at(5, 1));
    assert.equal(history.mean, undefined);
  });

  it('has one reading a step', () => {
    const history = createSpeedHistory();
    for (const step of [1, 1, 2, 2, 2]) history.add(at(step, step));
    assert.equal(history.speeds.length, 2);
  });
});
