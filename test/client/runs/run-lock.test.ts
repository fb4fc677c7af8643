import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import {
  identify,
  isAlive,
  leadsItsGroup,
  type ProcessProbe,
  parseProcStat,
} from '../../../client/src/runs/process-probe';
import { takeLock } from '../../../client/src/runs/run-lock';
import { parseRunRecord } from '../../../client/src/runs/run-record';
import { openRunRegistry } from '../../../client/src/runs/run-registry';
import { probe, repository } from '../../support/practice-runs';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qwen-lock-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Processes 1 to 9 live, all others are gone. */
const small: ProcessProbe = { startedAt: async (pid) => (pid < 10 ? 'then' : undefined) };
const owner = (pid: number, started = 'then') => ({ pid, started });

describe('a lock', () => {
  test('goes to one of two windows that start at the same moment, and on when that window dies', async () => {
    const first = await openTaker('race');
    const second = await openTaker('race');
    const answers = await Promise.all([first.take(), second.take()]);
    assert.deepEqual(answers.sort(), ['busy', 'taken']);
    await Promise.all([first.close(), second.close()]);

    // Both find the same stale lock now.
    const third = await openTaker('race');
    const fourth = await openTaker('race');
    assert.deepEqual((await Promise.all([third.take(), fourth.take()])).sort(), ['busy', 'taken']);
    await Promise.all([third.close(), fourth.close()]);
  });

  test('goes to exactly one of many who find it stale', async () => {
    const stale = await takeLock(folder, 'many', owner(process.pid, 'long ago'), '', probe);
    assert.ok(stale.ok);
    const me = await identify(probe, process.pid);
    assert.ok(me);
    const attempts = await Promise.all(
      Array.from({ length: 30 }, (_, index) => takeLock(folder, 'many', me, String(index), probe)),
    );
    assert.equal(attempts.filter((attempt) => attempt.ok).length, 1);
  });

  test('handed to a training lives and dies with it', async () => {
    const attempt = await takeLock(
      folder,
      'handed',
      { pid: process.pid, started: (await probe.startedAt(process.pid)) ?? '' },
      'window',
      probe,
    );
    assert.ok(attempt.ok);
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    const identity = await identify(probe, child.pid ?? -1);
    assert.ok(identity);
    await attempt.lock.handTo(identity, 'training');
    const late = await takeLock(folder, 'handed', identity, '', probe);
    assert.deepEqual([late.ok, late.ok ? '' : late.note], [false, 'training']);
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
    assert.ok((await takeLock(folder, 'handed', identity, '', probe)).ok);
  });

  test('whose file holds rubbish is respected while it may still be written, and taken over later', async () => {
    const own = path.join(folder, 'rubbish');
    assert.ok((await takeLock(own, 'one', owner(99), '', small)).ok);
    const [only] = readdirSync(own);
    assert.ok(only);
    writeFileSync(path.join(own, only), '{"pid":');
    assert.equal((await takeLock(own, 'one', owner(99), '', small)).ok, false);
    utimesSync(path.join(own, only), 1, 1);
    assert.ok((await takeLock(own, 'one', owner(99), '', small)).ok);
  });

  test('cannot leave its folder by its name', async () => {
    const own = path.join(folder, 'named');
    assert.ok((await takeLock(own, '../../../$(touch x)\n', owner(99), '', small)).ok);
    assert.equal(readdirSync(own).length, 1);
    assert.ok(readdirSync(own).every((one) => /^[0-9a-f]{24}\.\d+\.lock$/.test(one)));
  });
});

describe('a process', () => {
  test('is itself only with its start time', async () => {
    const me = await identify(probe, process.pid);
    assert.ok(me);
    assert.ok(await isAlive(probe, me));
    assert.equal(await isAlive(probe, { ...me, started: `${me.started}0` }), false);
    for (const pid of [-1, 0, 1.5, Number.NaN, 2 ** 40])
      assert.equal(await isAlive(probe, { pid, started: 'x' }), false);
    assert.equal(await identify(small, 99), undefined);
  });
  test('is read from /proc whatever its name', () => {
    const line = `42 (a) b (c) S 1 40 40 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 2 3`;
    assert.deepEqual(parseProcStat(line), { state: 'S', group: 40, ticks: '987654' });
    for (const rubbish of ['', '42 (', '42 (x) S', 'x) S 1 2'])
      assert.equal(parseProcStat(rubbish), undefined);
  });
  test('that leads no group is not signalled as one', { skip: process.platform === 'win32' }, async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    assert.equal(await leadsItsGroup(child.pid ?? -1), false);
    child.kill();
  });
});

describe('a registry', () => {
  test('takes no record whose name leads to another folder', () => {
    const record = {
      version: 1,
      jobName: 'a',
      configPath: '/a.yaml',
      jobFolder: '/out/a',
      process: { pid: 1, started: '1' },
      launch: 'detached',
      program: 'python',
      args: [],
      cwd: '/',
      logPath: '/log',
      logOffset: 0,
      startedAt: 0,
    };
    assert.equal(parseRunRecord(JSON.stringify({ ...record, id: 'a-1.b' }))?.id, 'a-1.b');
    for (const id of ['..', '.', '../..', '/etc', 'a/b', 'a\\b', '']) {
      assert.equal(parseRunRecord(JSON.stringify({ ...record, id })), undefined, id);
    }
  });
  test('takes rubbish for nothing', async () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{"version":1}',
      '{"version":2}',
      '{"version":1,"process":{"pid":"1"}}',
    ]) {
      assert.equal(parseRunRecord(text), undefined);
    }
    const storage = path.join(folder, 'storage');
    const registry = openRunRegistry(storage, probe);
    assert.deepEqual(await registry.list(), []);
    const reservation = await registry.reserve(path.join(folder, 'a; rm -rf ~'), 'GPU-0');
    assert.ok(reservation.ok);
    writeFileSync(path.join(reservation.folder, 'record.json'), '{"version":1,');
    assert.deepEqual(await registry.list(), []);
    const busy = await registry.reserve(path.join(folder, '.', 'a; rm -rf ~'), undefined);
    assert.deepEqual(busy, { ok: false, busy: 'job', holder: undefined });
    await reservation.abandon();
    const again = await registry.reserve(path.join(folder, 'a; rm -rf ~'), 'GPU-0');
    assert.ok(again.ok);
    await again.abandon();
  });
});

async function openTaker(name: string) {
  const script = path.join(repository, 'test/support/lock-taker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, path.join(folder, 'between'), name], {
    cwd: repository,
    stdio: 'pipe',
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  assert.equal((await lines.next()).value, 'ready');
  return {
    take: async (): Promise<string> => {
      child.stdin.write('go\n');
      return String((await lines.next()).value);
    },
    close: () => closed(child),
  };
}

async function closed(child: ChildProcessWithoutNullStreams): Promise<void> {
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.stdin.end();
  });
}
