import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  createControl,
  giveOrder,
  parseControlAnswer,
  readControl,
} from '../../../client/src/runs/control-channel';
import * as queues from '../../../client/src/runs/run-queue';
import { controlScript, python } from '../../support/practice-runs';

const start = (id: string, gpu = 'A'): queues.QueuedStart => ({
  id,
  configPath: `/c/${id}.yaml`,
  jobName: id,
  gpu,
  addedAt: 1,
});
const ids = (entries: readonly queues.QueuedStart[]) => entries.map((entry) => entry.id).join(' ');
const filled = ['a', 'b', 'c']
  .map((id) => start(id))
  .concat(start('x', 'B'), start('y', 'B'))
  .reduce(queues.enqueue, queues.emptyQueue);

describe('the queue', () => {
  test('starts the first of each free GPU', () => {
    assert.equal(ids(queues.readyStarts(filled, new Set())), 'a x');
    assert.equal(ids(queues.readyStarts(filled, new Set(['A']))), 'x');
    assert.equal(ids(queues.readyStarts(queues.removeFromQueue(filled, 'a'), new Set(['B']))), 'b');
  });
  for (const [place, order] of [
    [0, 'c a b'],
    [1, 'a c b'],
    [99, 'a b c'],
    [-5, 'c a b'],
    [Number.NaN, 'a b c'],
  ] as const) {
    test(`moves to ${place} within its GPU`, () => {
      const moved = queues.moveInQueue(filled, 'c', place);
      assert.equal(ids(queues.queueOf(moved, 'A')), order);
      assert.equal(ids(queues.queueOf(moved, 'B')), 'x y');
    });
  }
  test('moves to another GPU, to the end', () =>
    assert.equal(ids(queues.queueOf(queues.moveToGpu(filled, 'a', 'B'), 'B')), 'x y a'));
  test('takes a config once', () =>
    assert.equal(queues.enqueue(filled, { ...start('d'), configPath: '/c/a.yaml' }), filled));
  for (const [outcome, afterFailure, ready] of [
    ['completed', 'stop', 'a x'],
    ['failed', 'continue', 'a x'],
    ['failed', 'stop', 'x'],
    ['stopped', 'continue', 'x'],
  ] as const) {
    test(`after ${outcome} with ${afterFailure}`, () => {
      const next = queues.afterRun(filled, 'A', outcome, afterFailure);
      assert.equal(ids(queues.readyStarts(next, new Set())), ready);
      assert.equal(ids(queues.readyStarts(queues.releaseGpu(next, 'A'), new Set())), 'a x');
      assert.deepEqual(queues.parseQueue(queues.serializeQueue(next)), next);
    });
  }
  test('a hold goes with the last that waited', () => {
    const held = queues.holdGpu(queues.enqueue(queues.emptyQueue, start('a')), 'A');
    assert.deepEqual(queues.removeFromQueue(held, 'a'), queues.emptyQueue);
  });
  test('rubbish costs the queue and nothing else', () => {
    for (const text of ['', '[', 'null', '{"version":9}', '{"version":1,"entries":7,"held":"A"}'])
      assert.deepEqual(queues.parseQueue(text), queues.emptyQueue);
    const mixed = JSON.stringify({ version: 1, entries: [start('a'), { id: 1 }, null], held: [3, 'A'] });
    assert.deepEqual(queues.parseQueue(mixed), { entries: [start('a')], held: ['A'] });
  });
});

describe('the control script', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-control-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const address = (file: string, jobId = "it's; DROP TABLE Job") => ({
    python,
    script: controlScript,
    database: path.join(folder, file),
    jobId,
  });

  test('keeps orders until they are withdrawn', async () => {
    const control = address('a #1?.db');
    const made = await createControl(control, '$(touch x)\n--recover', '0');
    assert.ok(made.ok);
    assert.deepEqual([made.row.status, made.row.stop, made.row.step], ['queued', false, 0]);
    const saving = await giveOrder(control, 'save-and-stop');
    assert.ok(saving.ok && saving.row.saveNow && saving.row.stopAfterSave && !saving.row.stop);
    const sampling = await giveOrder(control, 'sample');
    assert.ok(sampling.ok && sampling.row.sampleNow);
    assert.deepEqual(await giveOrder(control, 'withdraw'), made);
  });
  test('says what is wrong', async () => {
    assert.equal((await readControl(address('none.db'))).ok, false);
    writeFileSync(path.join(folder, 'text.db'), 'this is no database, only some text that is long enough');
    assert.match(JSON.stringify(await readControl(address('text.db'))), /not a database/);
    assert.ok((await createControl(address('b.db', 'one'), 'x', '0')).ok);
    assert.match(JSON.stringify(await giveOrder(address('b.db', 'two'), 'stop')), /no row/);
    assert.equal((await createControl(address('no/folder.db'), 'x', '0')).ok, false);
    assert.equal((await readControl({ ...address('b.db'), python: path.join(folder, 'python') })).ok, false);
  });
  test('rubbish from it is an error', () => {
    for (const text of ['', 'null', '[]', '{"ok":true}', 'Python 2.7', '{"ok":true,"row":[]}'])
      assert.equal(parseControlAnswer(text).ok, false);
  });
});
