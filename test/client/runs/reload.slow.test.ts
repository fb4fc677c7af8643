import assert from 'node:assert/strict';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { RunRecord } from '../../../client/src/runs/run-record';
import { openRunRegistry, type RunRegistry } from '../../../client/src/runs/run-registry';
import { findUnreportedExits } from '../../../client/src/runs/unreported-exits';
import { type Bench, createBench, exitOf, probe, startPractice, until } from '../../support/practice-runs';

let bench: Bench;
let registry: RunRegistry;
beforeEach(() => {
  bench = createBench();
  registry = openRunRegistry(path.join(bench.folder, 'storage'), probe);
});
afterEach(() => bench.clean());

describe('after a reload', () => {
  test('a running training is found again, and its end is told by its files', async () => {
    const { record } = await startPractice(bench, { steps: 100, stepsPerSecond: 50 });
    const reservation = await registry.reserve(record.jobFolder, 'GPU-1');
    assert.ok(reservation.ok);
    await reservation.commit(record);

    const reloaded = openRunRegistry(path.join(bench.folder, 'storage'), probe);
    const [again] = await reloaded.running();
    assert.ok(again);
    assert.equal(again.process.pid, record.process.pid);
    assert.deepEqual(await reloaded.stateOf(again), { kind: 'running' });
    const second = await reloaded.reserve(record.jobFolder, 'GPU-2');
    assert.deepEqual([second.ok, second.ok ? '' : second.busy], [false, 'job']);
    const other = await reloaded.reserve(path.join(bench.folder, 'output/other'), 'GPU-1');
    assert.deepEqual(
      [other.ok, other.ok ? '' : other.busy, other.ok ? '' : other.holder?.jobName],
      [false, 'gpu', 'maya_char'],
    );
    assert.equal(await reloaded.forget(again), false);

    await until('the end', async () => !(await reloaded.isRunning(again)));
    const state = await reloaded.stateOf(again);
    assert.equal(state.kind === 'ended' && state.outcome.kind, 'completed', JSON.stringify(state));
    const free = await reloaded.reserve(record.jobFolder, 'GPU-1');
    assert.ok(free.ok);
    await free.abandon();
    assert.equal(await reloaded.forget(again), true);
    assert.deepEqual(await reloaded.list(), []);
  });
});

describe('while no window is open', () => {
  test('a training that ends is told to one window, once, and by the newest run of its job', async () => {
    const storage = path.join(bench.folder, 'storage');
    const first = await startPractice(bench, { steps: 4, stepsPerSecond: 200 });
    await exitOf(first.launch);
    const earlier = await keep(storage, first.record);
    const second = await startPractice(bench, { steps: 8, stepsPerSecond: 200 });
    const running = await keep(storage, second.record);
    const others = await findUnreportedExits(registry, () => false);
    assert.deepEqual(others, []);
    await exitOf(second.launch);

    const [one, other] = await Promise.all([
      findUnreportedExits(registry, () => true),
      findUnreportedExits(openRunRegistry(storage, probe), () => true),
    ]);
    const told = [...one, ...other];
    assert.deepEqual(
      told.map(({ record, outcome }) => [record.id, outcome.kind]),
      [[running.id, 'completed']],
    );
    assert.notEqual(earlier.id, running.id);
    assert.deepEqual(await findUnreportedExits(registry, () => true), []);
  });

  test('one that still runs is not told', async () => {
    const { record } = await startPractice(bench, { steps: 100000 });
    const storage = path.join(bench.folder, 'other storage');
    await keep(storage, record);
    assert.deepEqual(await findUnreportedExits(openRunRegistry(storage, probe), () => true), []);
  });
});

/** Writes a run down in a registry, as its start would have done. */
async function keep(storage: string, record: RunRecord): Promise<RunRecord> {
  const registry = openRunRegistry(storage, probe);
  const reservation = await registry.reserve(record.jobFolder, `GPU-${record.process.pid}`);
  assert.ok(reservation.ok);
  const own = { ...record, id: reservation.id };
  await reservation.commit(own);
  return own;
}
