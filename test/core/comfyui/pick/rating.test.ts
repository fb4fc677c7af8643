import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Comparison, rateCandidates } from '../../../../core/comfyui/pick/rating';

const won = (left: string, right: string, times = 1): Comparison[] =>
  Array.from({ length: times }, () => ({ left, right, better: 'left' as const }));

describe('the rating of checkpoints', () => {
  it('knows nothing before the first comparison', () => {
    const { ratings, leadProbability } = rateCandidates(['a', 'b'], []);
    assert.deepEqual(
      ratings.map(({ rating }) => rating),
      [0, 0],
    );
    assert.equal(leadProbability, undefined);
    assert.ok(ratings.every(({ error }) => error > 200));
  });

  it('equals the chances of the Bradley–Terry model for many comparisons', () => {
    // 75 of 100 won: odds of 3, which is 190.8 points apart.
    const { ratings, leadProbability } = rateCandidates(
      ['a', 'b'],
      [...won('a', 'b', 7500), ...won('b', 'a', 2500)],
    );
    const [first, second] = ratings;
    assert.equal(first?.candidate, 'a');
    assert.ok(Math.abs((first?.rating ?? 0) - (second?.rating ?? 0) - 190.85) < 0.2);
    // The error of a difference is 1/sqrt(n p (1 - p)) in log-strength, half of it for each side.
    const expected = (400 / Math.LN10 / Math.sqrt(10_000 * 0.75 * 0.25)) * 0.5;
    assert.ok(Math.abs((first?.error ?? 0) - expected) < 0.05, String(first?.error));
    assert.ok((leadProbability ?? 0) > 0.999);
  });

  it('orders candidates that never met through those that they met', () => {
    const { ratings } = rateCandidates(['c', 'a', 'b'], [...won('a', 'b', 3), ...won('b', 'c', 3)]);
    assert.deepEqual(
      ratings.map(({ candidate }) => candidate),
      ['a', 'b', 'c'],
    );
  });

  it('counts ties half, and is unsure after few comparisons', () => {
    const { ratings } = rateCandidates(['a', 'b'], [{ left: 'a', right: 'b', better: 'equal' }]);
    assert.deepEqual(
      ratings.map(({ rating, wins, losses, ties }) => [Math.round(rating), wins, losses, ties]),
      [
        [0, 0, 0, 1],
        [0, 0, 0, 1],
      ],
    );
    const once = rateCandidates(['a', 'b'], won('a', 'b'));
    const often = rateCandidates(['a', 'b'], won('a', 'b', 10));
    assert.ok((once.leadProbability ?? 1) < 0.9 && (often.leadProbability ?? 0) > 0.95);
    assert.ok((often.ratings[0]?.error ?? 999) < (once.ratings[0]?.error ?? 0));
  });

  it('is finite, centered and independent of sides for all comparisons', () => {
    const names = ['a', 'b', 'c', 'd', 'gone'];
    const comparison = fc.record({
      left: fc.constantFrom(...names),
      right: fc.constantFrom(...names),
      better: fc.constantFrom('left' as const, 'right' as const, 'equal' as const),
    });
    const other = { left: 'right', right: 'left', equal: 'equal' } as const;
    fc.assert(
      fc.property(fc.array(comparison, { maxLength: 60 }), (comparisons) => {
        const { ratings } = rateCandidates(['a', 'b', 'c', 'd'], comparisons);
        const swapped = rateCandidates(
          ['a', 'b', 'c', 'd'],
          comparisons.map(({ left, right, better }) => ({ left: right, right: left, better: other[better] })),
        );
        const sum = ratings.reduce((total, { rating }) => total + rating, 0);
        assert.ok(Math.abs(sum) < 1e-6);
        for (const { candidate, rating, error } of ratings) {
          assert.ok(Number.isFinite(rating) && Number.isFinite(error) && error > 0);
          const same = swapped.ratings.find((each) => each.candidate === candidate);
          assert.ok(Math.abs((same?.rating ?? 1e9) - rating) < 1e-6);
        }
      }),
      { numRuns: 200 },
    );
  });
});
