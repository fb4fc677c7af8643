import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AfterFailure, QueuedStart } from '../../../client/src/runs/run-queue';
import { moveInQueue } from '../../../client/src/runs/run-queue';
import type { RunRecord } from '../../../client/src/runs/run-record';
import { createStartQueue } from '../../../client/src/runs/start-queue';
import { memoryLogger } from '../../support/memory-files';

function entry(jobName: string, gpu = 'GPU-a'): QueuedStart {
  return { id: jobName, configPath: `/w/${jobName}.yaml`, jobName, gpu, addedAt: 0 };
}

function record(gpu: string): RunRecord {
  return {
    version: 1,
    id: gpu,
    jobName: 'running',
    configPath: '/w/r.yaml',
    jobFolder: '/o/r',
    process: { pid: 1, started: '1' },
    launch: 'detached',
    program: '/py',
    args: [],
    cwd: '/',
    gpu: { key: gpu, index: 0, name: 'Fake' },
    logPath: '/o/r/log.txt',
    logOffset: 0,
    consolePath: undefined,
    control: undefined,
    startedAt: 0,
  };
}

function world({
  stored,
  fails = [],
  afterFailure = 'continue',
}: {
  stored?: string;
  fails?: string[];
  afterFailure?: AfterFailure;
} = {}) {
  const busy = new Set<string>();
  const started: string[] = [];
  let written = stored;
  const waiting = createStartQueue({
    read: () => written,
    write: (text) => {
      written = text;
    },
    running: async () => [...busy].map(record),
    afterFailure: () => afterFailure,
    logger: memoryLogger(),
  });
  waiting.serve(async ({ jobName, gpu }) => {
    if (fails.includes(jobName)) return false;
    busy.add(gpu);
    started.push(jobName);
    return true;
  });
  const end = async (gpu: string, outcome: 'completed' | 'stopped' | 'failed') => {
    busy.delete(gpu);
    await waiting.runEnded(gpu, outcome);
  };
  return { waiting, started, busy, end, written: () => written };
}

test('starts run one after another on a GPU, and side by side on two', async () => {
  const { waiting, started, end } = world();
  for (const each of [entry('a'), entry('b'), entry('c', 'GPU-b')]) waiting.add(each);
  await waiting.startReady();
  assert.deepEqual(started, ['a', 'c']);
  await end('GPU-a', 'completed');
  assert.deepEqual(started, ['a', 'c', 'b']);
  waiting.dispose();
});

test('the order can be changed while it waits', async () => {
  const { waiting, started, busy, end } = world();
  busy.add('GPU-a');
  for (const each of [entry('a'), entry('b')]) waiting.add(each);
  waiting.change((queue) => moveInQueue(queue, 'b', 0));
  await end('GPU-a', 'completed');
  assert.deepEqual(started, ['b']);
  waiting.dispose();
});

test('after a failure the queue goes on or holds, as the user chose', async () => {
  for (const [afterFailure, expected] of [
    ['continue', ['b']],
    ['stop', []],
  ] as const) {
    const { waiting, started, busy, end } = world({ afterFailure });
    busy.add('GPU-a');
    waiting.add(entry('b'));
    await end('GPU-a', 'failed');
    assert.deepEqual(started, expected);
    waiting.dispose();
  }
});

test('a stop by hand holds what waits', async () => {
  const { waiting, started, busy, end } = world();
  busy.add('GPU-a');
  waiting.add(entry('b'));
  await end('GPU-a', 'stopped');
  assert.deepEqual(started, []);
  assert.deepEqual(waiting.queue.held, ['GPU-a']);
  waiting.dispose();
});

test('a start that cannot be made lets the next one go', async () => {
  const { waiting, started } = world({ fails: ['a'] });
  for (const each of [entry('a'), entry('b')]) waiting.add(each);
  await waiting.startReady();
  assert.deepEqual(started, ['b']);
  assert.deepEqual(waiting.queue.entries, []);
  waiting.dispose();
});

test('the queue survives a reload of the window', async () => {
  const first = world();
  first.busy.add('GPU-a');
  first.waiting.add(entry('a'));
  first.waiting.dispose();
  const second = world({ stored: first.written() ?? '' });
  await second.waiting.startReady();
  assert.deepEqual(second.started, ['a']);
  second.waiting.dispose();
});
