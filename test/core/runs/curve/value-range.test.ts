import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { valueRange } from '../../../../core/runs/curve/value-range';

describe('the range of a chart', () => {
  const hundred = Float64Array.from({ length: 101 }, (_, at) => at);

  it('is everything unless outliers are clipped', () => {
    assert.deepEqual(valueRange(hundred, false), { low: 0, high: 100 });
    assert.deepEqual(valueRange(hundred, true), { low: 2, high: 98 });
  });

  it('clips nothing of a few values', () =>
    assert.deepEqual(valueRange(Float64Array.of(1, 2, 900), true), { low: 1, high: 900 }));

  it('leaves out what is no number', () => {
    assert.deepEqual(valueRange(Float64Array.of(Number.NaN, 3, 1), false), { low: 1, high: 3 });
    assert.equal(valueRange(Float64Array.of(Number.NaN), true), undefined);
  });
});
