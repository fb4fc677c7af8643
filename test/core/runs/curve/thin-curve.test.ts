import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { thinCurve } from '../../../../core/runs/curve/thin-curve';

describe('a thinned curve', () => {
  it('is every point where there are few', () => {
    assert.deepEqual([...thinCurve(Float64Array.of(1, 2, 3), 0, 3, 100)], [0, 1, 2]);
    assert.deepEqual([...thinCurve(Float64Array.of(1, 2, 3), 1, 9, 100)], [1, 2]);
    assert.deepEqual([...thinCurve(new Float64Array(), 0, 0, 100)], []);
  });

  it('keeps the ends and every extreme, ascending, at most four a column', () => {
    const curves = fc.array(fc.oneof(fc.double({ noNaN: true, min: -9, max: 9 }), fc.constant(Number.NaN)), {
      minLength: 60,
      maxLength: 400,
    });
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 12 }), (curve, columns) => {
        const values = Float64Array.from(curve);
        const chosen = [...thinCurve(values, 0, values.length, columns)];
        assert.ok(chosen.length <= columns * 4);
        assert.equal(chosen[0], 0);
        assert.equal(chosen.at(-1), values.length - 1);
        for (let at = 1; at < chosen.length; at++) assert.ok((chosen[at] ?? 0) > (chosen[at - 1] ?? 0));
        const finite = curve.filter(Number.isFinite);
        const kept = chosen.map((at) => curve[at] ?? 0).filter(Number.isFinite);
        if (finite.length > 0) {
          assert.equal(Math.max(...kept), Math.max(...finite));
          assert.equal(Math.min(...kept), Math.min(...finite));
        }
      }),
    );
  });

  it('shows one spike among a hundred thousand points', () => {
    const values = new Float64Array(100_000).fill(0.1);
    values[54_321] = 9;
    assert.ok(thinCurve(values, 0, values.length, 800).includes(54_321));
  });
});
