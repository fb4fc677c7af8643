import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smoothCurve } from '../../../../core/runs/curve/smooth-curve';

/** A bias-corrected mean of one direction, written the slow way. */
function slowMean(values: readonly number[], at: number, alpha: number, from: 'left' | 'right') {
  const seen = (from === 'left' ? values.slice(0, at + 1) : values.slice(at).reverse()).filter(
    Number.isFinite,
  );
  let mean = 0;
  let weight = 0;
  for (const value of seen) {
    mean = (1 - alpha) * mean + alpha * value;
    weight = (1 - alpha) * weight + alpha;
  }
  return { mean, weight };
}

describe('a smoothed curve', () => {
  const noisy = Array.from({ length: 200 }, (_, at) => Math.sin(at / 30) + (at % 7) / 10);

  it('is the mean of both directions by the confidence of each', () => {
    const alpha = 1 - 0.98 * 0.8;
    const smoothed = smoothCurve(Float64Array.from(noisy), 80);
    for (const at of [0, 1, 5, 100, 199]) {
      const left = slowMean(noisy, at, alpha, 'left');
      const right = slowMean(noisy, at, alpha, 'right');
      const confidence = left.weight + right.weight;
      const expected =
        (left.mean / left.weight) * (left.weight / confidence) +
        (right.mean / right.weight) * (right.weight / confidence);
      assert.ok(Math.abs((smoothed[at] ?? 0) - expected) < 1e-12, `at ${at}`);
    }
  });

  it('does not shift a peak', () => {
    const peak = new Float64Array(101);
    peak[50] = 1;
    const smoothed = smoothCurve(peak, 90);
    assert.equal(smoothed.indexOf(Math.max(...smoothed)), 50);
    for (let at = 1; at <= 50; at++)
      assert.ok(Math.abs((smoothed[50 - at] ?? 0) - (smoothed[50 + at] ?? 1)) < 1e-12);
  });

  it('is the raw curve at strength 0 and heavier at 100 than at 50', () => {
    const raw = Float64Array.from(noisy);
    assert.deepEqual(smoothCurve(raw, 0), raw);
    assert.ok(roughness(smoothCurve(raw, 100)) < roughness(smoothCurve(raw, 50)));
  });

  it('leaves a level alone, at its ends too', () => {
    for (const value of smoothCurve(new Float64Array(50).fill(0.25), 95))
      assert.ok(Math.abs(value - 0.25) < 1e-12);
  });

  it('keeps gaps as gaps and lets them spoil nothing', () => {
    const smoothed = smoothCurve(Float64Array.of(1, Number.NaN, 1, Number.POSITIVE_INFINITY, 1), 80);
    assert.deepEqual([...smoothed].map(Number.isFinite), [true, false, true, false, true]);
    for (const value of smoothed) if (Number.isFinite(value)) assert.ok(Math.abs(value - 1) < 1e-12);
  });

  it('of nothing is nothing', () => assert.equal(smoothCurve(new Float64Array(), 80).length, 0));
});

function roughness(values: Float64Array): number {
  let sum = 0;
  for (let at = 1; at < values.length; at++) sum += Math.abs((values[at] ?? 0) - (values[at - 1] ?? 0));
  return sum;
}
