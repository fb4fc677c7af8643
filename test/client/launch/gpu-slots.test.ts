import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idleGpus, planStarts } from '../../../client/src/launch/gpu-slots';
import type { Gpu } from '../../../client/src/launch/gpus';

function gpu(index: number, holders: Gpu['holders'] = []): Gpu {
  return {
    index,
    uuid: `GPU-${index}`,
    name: 'Practice GPU',
    memoryTotal: 24576,
    memoryFree: 24000,
    load: 0,
    driver: '580.65.06',
    holders,
  };
}

test('a GPU is idle when nobody computes there and no training of ours has it', () => {
  const held = gpu(1, [{ gpuUuid: 'GPU-1', pid: 4711, program: 'python', memory: 8000 }]);
  const idle = idleGpus([gpu(0), held, gpu(2), gpu(3)], new Set(['GPU-2']));
  assert.deepEqual(
    idle.map(({ index }) => index),
    [0, 3],
  );
});

test('starts are dealt out in turn; the first in each slot begins, the others wait behind it', () => {
  const slots = [gpu(0), gpu(3)];
  const dealt = planStarts(['a', 'b', 'c', 'd', 'e'], slots);
  assert.deepEqual(
    dealt.map(({ target, slot, begins }) => [target, slot?.index, begins]),
    [
      ['a', 0, true],
      ['b', 3, true],
      ['c', 0, false],
      ['d', 3, false],
      ['e', 0, false],
    ],
  );
});

test('without an NVIDIA GPU there is one slot', () => {
  assert.deepEqual(planStarts(['a'], [undefined]), [{ target: 'a', slot: undefined, begins: true }]);
  assert.deepEqual(planStarts(['b'], [undefined], 1), [{ target: 'b', slot: undefined, begins: false }]);
});
