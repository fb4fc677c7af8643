import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decideGpu,
  describeGpu,
  explainNoGpu,
  type GpuOptions,
  visibleGpus,
} from '../../../client/src/launch/gpu-pick';
import type { Gpu } from '../../../client/src/launch/gpus';

function gpu(index: number, memoryFree: number | undefined = 1000): Gpu {
  return {
    index,
    uuid: `GPU-${index}${index}`,
    name: 'Fake',
    memoryTotal: 24576,
    memoryFree,
    load: 0,
    driver: '580.1',
    holders: [],
  };
}
const nothing: GpuOptions = { requested: undefined, remembered: undefined, device: undefined };

test('none is none and one is taken, whatever is remembered', () => {
  assert.deepEqual(decideGpu([], nothing), { kind: 'none' });
  assert.deepEqual(decideGpu([gpu(3)], { ...nothing, remembered: 0, device: 'cuda:1' }), {
    kind: 'take',
    gpu: gpu(3),
  });
});

const preselected = (options: Partial<GpuOptions>) => {
  const decision = decideGpu([gpu(0, 10), gpu(1, 30), gpu(2, 20)], { ...nothing, ...options });
  return decision.kind === 'ask' ? decision.preselected.index : decision.kind;
};

test('of several the user is asked: the config’s device, the last choice, then the freest is preselected', () => {
  assert.equal(preselected({}), 1);
  assert.equal(preselected({ remembered: 2 }), 2);
  assert.equal(preselected({ remembered: 2, device: 'cuda:0' }), 0);
  assert.equal(preselected({ remembered: 9, device: 'cuda' }), 1);
});

test('a GPU that is named must be there', () => {
  assert.deepEqual(decideGpu([gpu(0), gpu(1)], { ...nothing, requested: 1 }), { kind: 'take', gpu: gpu(1) });
  assert.deepEqual(decideGpu([gpu(0)], { ...nothing, requested: 4 }), { kind: 'not-there', requested: 4 });
});

test('an inherited CUDA_VISIBLE_DEVICES limits the choice', () => {
  const gpus = [gpu(0), gpu(1), gpu(2)];
  const left = (variable: string | undefined) => visibleGpus(gpus, variable).map(({ index }) => index);
  assert.deepEqual(left(undefined), [0, 1, 2]);
  assert.deepEqual(left(''), [0, 1, 2]);
  assert.deepEqual(left('2,0'), [0, 2]);
  assert.deepEqual(left('GPU-11'), [1]);
  assert.deepEqual(left('-1'), []);
});

test('a GPU is described by what is known of it', () => {
  const holder = { gpuUuid: 'GPU-00', pid: 7, program: '/usr/bin/python3', memory: 5 };
  assert.equal(
    describeGpu({ ...gpu(0, 12288), holders: [holder] }),
    '12.0 of 24.0 GiB free · 0 % load · held by python3 (7)',
  );
  assert.equal(describeGpu({ ...gpu(0), memoryFree: undefined, load: undefined }), '');
});

test('every way to have no GPU is explained with a remedy', () => {
  assert.match(explainNoGpu({ kind: 'missing' }, 'linux'), /nvidia-smi is not on this machine.*driver/);
  assert.match(explainNoGpu({ kind: 'missing' }, 'darwin'), /Macs have no NVIDIA GPU/);
  assert.match(explainNoGpu({ kind: 'timeout' }, 'linux'), /did not answer.*restart/);
  assert.match(explainNoGpu({ kind: 'failed', message: 'code 9' }, 'win32'), /code 9.*reinstall/);
  assert.match(explainNoGpu({ kind: 'gpus', gpus: [] }, 'linux'), /lists none/);
});
