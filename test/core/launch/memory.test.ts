import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  judgeGpuMemory,
  judgeMemory,
  judgeSharedMemory,
  type MachineMemory,
} from '../../../core/launch/memory';

const gib = 1024 ** 3;
const machine = (more: Partial<MachineMemory> = {}): MachineMemory => ({
  total: 64 * gib,
  limit: undefined,
  swap: 0,
  shared: 32 * gib,
  ...more,
});
const needs = { hostGiB: 41, gpuGiB: 20, workers: 2 };

test('memory and swap together must be enough', () => {
  assert.deepEqual(judgeMemory(machine(), needs, 'linux'), []);
  const [small] = judgeMemory(machine({ total: 32 * gib }), needs, 'linux');
  assert.match(small?.message ?? '', /needs about 41 GiB .* has 32\.0 GiB and no swap.*Add swap/);
  assert.deepEqual(judgeMemory(machine({ total: 32 * gib, swap: 16 * gib }), needs, 'linux'), []);
  assert.deepEqual(judgeMemory(machine({ total: 8 * gib }), { ...needs, hostGiB: undefined }, 'linux'), []);
});

test("a container's limit counts instead of the machine's memory", () => {
  const [limited] = judgeMemory(machine({ limit: 16 * gib, swap: 64 * gib }), needs, 'linux');
  assert.match(limited?.message ?? '', /this container may use 16\.0 GiB.*--memory/);
  assert.deepEqual(judgeMemory(machine({ limit: 2 ** 62 }), needs, 'linux'), []);
});

test("Windows' page file grows, so only a far too small memory is told", () => {
  assert.deepEqual(judgeMemory(machine({ total: 32 * gib, swap: undefined }), needs, 'win32'), []);
  const [small] = judgeMemory(machine({ total: 16 * gib, swap: undefined }), needs, 'win32');
  assert.match(small?.message ?? '', /page file/);
});

test("Docker's 64 MiB of shared memory are too few for two workers, and enough for none", () => {
  const docker = machine({ shared: 64 * 1024 ** 2 });
  assert.match(
    judgeSharedMemory(docker, needs)[0]?.message ?? '',
    /room for 64 MiB.*2 processes.*--shm-size/,
  );
  assert.deepEqual(judgeSharedMemory(docker, { ...needs, workers: 0 }), []);
  assert.deepEqual(judgeSharedMemory(machine({ shared: undefined }), needs), []);
});

test('a GPU with too little memory free is a warning with both numbers', () => {
  const [finding] = judgeGpuMemory({ name: 'RTX', freeBytes: 10 * gib }, needs);
  assert.match(finding?.message ?? '', /RTX has 10\.0 GiB of memory free, .* about 20\.0 GiB/);
  assert.deepEqual(judgeGpuMemory({ name: 'RTX', freeBytes: 24 * gib }, needs), []);
  assert.deepEqual(judgeGpuMemory({ name: 'RTX', freeBytes: undefined }, needs), []);
});
