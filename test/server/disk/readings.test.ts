import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rememberReadings } from '../../../server/src/disk/readings';
import { strictLogger } from '../../support/find-in-text';

function disk() {
  let content = 'first';
  let time = 0;
  let failure: Error | undefined;
  const seen = { reads: 0, changes: 0, warnings: [] as string[] };
  const readings = rememberReadings({
    empty: 'unread',
    async read() {
      seen.reads++;
      const found = content;
      await Promise.resolve();
      if (failure) throw failure;
      return found;
    },
    onChange: () => void seen.changes++,
    logger: { ...strictLogger, warn: (message) => void seen.warnings.push(message) },
    lookEvery: 100,
    now: () => time,
  });
  return {
    readings,
    seen,
    write: (text: string) => (content = text),
    fail: (error: Error | undefined) => (failure = error),
    pass: (milliseconds: number) => (time += milliseconds),
  };
}

describe('readings of the disk', () => {
  it('are asked for once by all who wait for the first', async () => {
    const { readings, seen } = disk();
    const answers = await Promise.all([readings.afterFirst('a'), readings.afterFirst('a')]);
    assert.deepEqual(answers, ['first', 'first']);
    assert.deepEqual([seen.reads, seen.changes], [1, 0]);
  });

  it('are told of, to who did not wait for the first', async () => {
    const { readings, seen } = disk();
    assert.equal(readings.known('a'), 'unread');
    await readings.settled();
    assert.deepEqual([readings.known('a'), seen.changes], ['first', 1]);
  });

  it('are repeated in the background, when it is time', async () => {
    const { readings, seen, write, pass } = disk();
    await readings.afterFirst('a');
    write('second');
    pass(99);
    assert.equal(await readings.afterFirst('a'), 'first');
    await readings.settled();
    assert.equal(seen.reads, 1);
    pass(1);
    assert.equal(await readings.afterFirst('a'), 'first');
    await readings.settled();
    assert.deepEqual([readings.known('a'), seen.reads, seen.changes], ['second', 2, 1]);
  });

  it('that are to be fresh do not take the answer of a look that began before', async () => {
    const { readings, write } = disk();
    readings.known('a');
    write('second');
    assert.equal(await readings.fresh('a'), 'second');
  });

  it('leave what was known when they fail, and say so once', async () => {
    const { readings, seen, fail, write, pass } = disk();
    await readings.afterFirst('a');
    fail(new Error('the disk is gone'));
    assert.equal(await readings.fresh('a'), 'first');
    assert.equal(await readings.fresh('a'), 'first');
    assert.deepEqual(seen.warnings, ["'a' could not be read: Error: the disk is gone"]);
    fail(undefined);
    write('second');
    pass(100);
    assert.equal(await readings.fresh('a'), 'second');
  });
});
