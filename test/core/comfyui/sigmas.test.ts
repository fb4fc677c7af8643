import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestShift, sigmasText, simpleSigmas, toolkitSigmas } from '../../../core/comfyui/workflow/sigmas';

const near = (actual: number | undefined, expected: number, by = 1e-4) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= by, `${actual} is not ${expected}`);

describe('sigmas', () => {
  // Computed with the pinned diffusers scheduler and ai-toolkit's settings.
  const known = [
    { steps: 25, first: [1, 0.9783, 0.9558, 0.9323], last: [0.1659, 0.0956, 0.02, 0] },
    { steps: 28, first: [1, 0.9809, 0.961], last: [0.0878, 0.02, 0] },
  ];
  for (const { steps, first, last } of known) {
    it(`are ai-toolkit's for ${steps} steps at 1024 × 1024`, () => {
      const sigmas = toolkitSigmas(1024, 1024, steps);
      assert.equal(sigmas.length, steps + 1);
      first.forEach((value, index) => {
        near(sigmas[index], value);
      });
      last.forEach((value, index) => {
        near(sigmas.at(index - last.length), value);
      });
    });
  }

  it('end at 0.02 and zero for every size', () => {
    for (const size of [64, 512, 768, 1328, 2048]) {
      const sigmas = toolkitSigmas(size, size, 20);
      near(sigmas.at(-2), 0.02, 1e-9);
      assert.equal(sigmas.at(-1), 0);
    }
  });

  it('of a single step are finite', () => {
    assert.ok(toolkitSigmas(512, 512, 1).every(Number.isFinite));
  });

  it('have a nearest single shift, with its difference', () => {
    const at = nearestShift(1024, 1024, 20);
    near(at.shift, 1.44, 0.02);
    near(at.difference, 0.05, 0.002);
  });

  it('are written without exponents', () => {
    assert.doesNotMatch(sigmasText(simpleSigmas(1e-9, 20)), /e/);
  });
});
