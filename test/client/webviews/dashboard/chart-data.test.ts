import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  chartSummary,
  defaultChartOptions,
  lossRange,
  runTable,
  smoothRun,
} from '../../../../client/webviews/dashboard/chart-data';
import { addLosses, type RunLosses } from '../../../../client/webviews/dashboard/loss-columns';
import { readoutText } from '../../../../client/webviews/dashboard/loss-readout';
import { indexOfStep, lossAround } from '../../../../core/runs/curve/loss-around';

function losses(values: readonly number[], firstStep = 1): RunLosses {
  const made = addLosses(undefined, columns(values, 0, firstStep));
  assert.ok(made);
  return made;
}

function columns(values: readonly number[], from: number, firstStep: number) {
  return {
    run: '/out/a',
    name: 'a',
    from,
    steps: Float64Array.from(values, (_, at) => firstStep + at),
    losses: Float64Array.from(values),
    rates: Float64Array.from(values, () => 1e-4),
  };
}

describe('loss columns', () => {
  it('grow at their end', () => {
    let all = losses([1]);
    for (let at = 1; at < 3000; at++) all = addLosses(all, columns([at], at, at + 1)) ?? all;
    assert.equal(all.count, 3000);
    assert.equal(all.losses[2999], 2999);
    assert.equal(all.steps[2999], 3000);
  });

  it('are cut where a resumed run goes on', () => {
    const all = addLosses(losses([5, 4, 3, 2]), columns([9], 2, 3));
    assert.deepEqual([...(all?.losses.subarray(0, all.count) ?? [])], [5, 4, 9]);
  });

  it('refuse a hole', () => assert.equal(addLosses(losses([1]), columns([2], 5, 6)), undefined));

  it('find a step', () => {
    const all = losses([1, 1, 1, 1], 10);
    assert.deepEqual(
      [9, 10, 12, 13, 99].map((step) => indexOfStep(all, step)),
      [0, 0, 2, 3, 4],
    );
  });
});

describe('the loss around a step', () => {
  it('is the mean of 25 steps to each side, without what is no number', () => {
    const all = losses(Array.from({ length: 200 }, (_, at) => (at === 99 ? Number.NaN : at)));
    const expected = [...Array(51).keys()].map((at) => 74 + at).filter((value) => value !== 99);
    assert.equal(lossAround(all, 100), expected.reduce((one, other) => one + other) / 50);
  });

  it('is unknown where there are no losses', () => assert.equal(lossAround(losses([1]), 900), undefined));
});

describe('the points of a chart', () => {
  const noisy = losses(
    Array.from({ length: 100_000 }, (_, at) => (at === 31_415 ? 50 : 0.1 + (at % 10) / 100)),
  );
  const run = smoothRun(noisy, 80);

  it('are few and hold every spike', () => {
    const table = runTable(run, 1, 100_000, 900);
    assert.ok(table.steps.length <= 3600);
    assert.ok(table.raw.includes(50));
    assert.equal(table.steps[0], 1);
    assert.equal(table.steps.at(-1), 100_000);
  });

  it('are all of them when few are visible, with a neighbor on each side', () => {
    const table = runTable(run, 500, 510, 900);
    assert.deepEqual([table.steps[0], table.steps.at(-1)], [499, 511]);
  });

  it('have gaps where a loss is no number', () => {
    const gap = smoothRun(losses([1, Number.NaN, 1]), 80);
    assert.deepEqual(runTable(gap, 1, 3, 100).raw, [1, null, 1]);
  });

  it('are smoothed once for the same losses', () => assert.equal(smoothRun(noisy, 80, run), run));
});

describe('the range of the loss axis', () => {
  const run = smoothRun(losses([...Array(98).fill(0.2), 0.1, 40]), 0);
  it('leaves outliers outside when they are clipped', () => {
    assert.ok(lossRange([run], 1, 100, defaultChartOptions)[1] < 1);
    assert.ok(lossRange([run], 1, 100, { ...defaultChartOptions, clip: false })[1] > 40);
  });

  it('is above zero on a log axis', () => {
    const zeros = smoothRun(losses([0, 0.5, 1]), 0);
    const [low] = lossRange([zeros], 1, 3, { ...defaultChartOptions, log: true });
    assert.ok(low > 0);
  });

  it('is something without losses', () => assert.deepEqual(lossRange([], 0, 1, defaultChartOptions), [0, 1]));
});

describe('the words of a chart', () => {
  it('name the end and the lowest point', () => {
    const text = chartSummary(smoothRun(losses([3, 1, 2]), 0));
    assert.equal(text, 'a: 3 steps, smoothed 2.00 at step 3. The lowest smoothed loss is 1.00 at step 2.');
  });

  it('say that no loss is a number', () => {
    const text = chartSummary(smoothRun(losses([Number.NaN, Number.NaN]), 80));
    assert.equal(text, '2 steps, and no loss among them is a number.');
  });

  it('read the values at the nearest step, with its marks', () => {
    const run = smoothRun(losses([3, 1, 2]), 0);
    const text = readoutText([run], 2.2, [{ kind: 'checkpoint', step: 2, label: 'checkpoint 2' }]);
    assert.equal(text, 'step 2 · loss 1.000 · smoothed 1.000 · lr 1e-4 · checkpoint 2');
  });
});
