import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStepTimes } from '../../../client/src/runs/step-times';

function memory(stored?: unknown) {
  const values = new Map<string, unknown>(stored === undefined ? [] : [['qwenLora.stepTimes', stored]]);
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key: string, value: unknown) => {
      values.set(key, value);
    },
  };
}

const run = { seconds: 4, relativeCost: 1, gpu: 'RTX 4090', arch: 'qwen_image', qtype: 'qfloat8' };

describe('step times of earlier trainings', () => {
  it('are kept, the newest of a kind only', async () => {
    const times = openStepTimes(memory());
    await times.remember(run);
    await times.remember({ ...run, gpu: 'L40S' });
    await times.remember({ ...run, seconds: 5 });
    assert.deepEqual(times.known, [
      { ...run, seconds: 5 },
      { ...run, gpu: 'L40S' },
    ]);
  });

  it('forget what is not one', () => {
    for (const stored of [
      'text',
      [1, null, { seconds: -1, relativeCost: 1, gpu: 'a' }, { ...run, gpu: 3 }],
    ]) {
      assert.deepEqual(openStepTimes(memory(stored)).known, []);
    }
  });
});
