import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findLossSpikes } from '../../../../core/runs/curve/loss-spikes';

const steps = (count: number) => Float64Array.from({ length: count }, (_, at) => at + 1);
/** Noise as flow matching has it: each step's loss depends on a random timestep. */
const noise = (at: number) => 0.02 + 0.4 * (Math.abs(Math.sin(at * 12.9898) * 43758.5453) % 1) ** 2;

describe('loss spikes', () => {
  it('are none in a noisy, falling loss', () => {
    const losses = Float64Array.from(
      { length: 5000 },
      (_, at) => noise(at) * (0.5 + 0.5 * Math.exp(-at / 800)),
    );
    assert.deepEqual(findLossSpikes(steps(5000), losses), []);
  });

  it('are found where the loss jumps and comes back', () => {
    const losses = Float64Array.from(
      { length: 2000 },
      (_, at) => noise(at) * (at >= 1200 && at < 1260 ? 12 : 1),
    );
    const [spike, ...more] = findLossSpikes(steps(2000), losses);
    assert.deepEqual(more, []);
    assert.deepEqual([spike?.firstStep, spike?.lastStep], [1201, 1260]);
    assert.ok((spike?.height ?? 0) > 5 * (spike?.level ?? 0));
  });

  it('are no single bad steps, of which there is one in every noisy run', () => {
    const losses = Float64Array.from({ length: 2000 }, (_, at) => (at % 400 === 0 ? 9 : noise(at)));
    assert.deepEqual(findLossSpikes(steps(2000), losses), []);
  });

  it('are told once when the loss stays high', () => {
    const losses = Float64Array.from({ length: 3000 }, (_, at) => noise(at) * (at >= 1000 ? 10 : 1));
    assert.equal(findLossSpikes(steps(3000), losses).length, 1);
  });

  it('are none in few steps, in gaps and in a level', () => {
    assert.deepEqual(findLossSpikes(steps(50), new Float64Array(50).fill(1)), []);
    assert.deepEqual(findLossSpikes(steps(500), new Float64Array(500).fill(Number.NaN)), []);
    assert.deepEqual(findLossSpikes(steps(500), new Float64Array(500).fill(0.3)), []);
  });

  it('never throw and are bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 500 }), (values) => {
        assert.ok(findLossSpikes(steps(values.length), Float64Array.from(values)).length <= 50);
      }),
    );
  });
});
