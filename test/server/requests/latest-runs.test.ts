import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { latestRuns, noteChange, untilQuiet } from '../../../server/src/requests/latest-runs';

const atOnce = async (): Promise<void> => undefined;

/** Runs that end when the test says so. */
function heldRuns() {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const run = (name: string) => {
    started.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const end = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, run, end };
}

describe('runs of which the latest counts', () => {
  it('start without a wait, and several requests during one make one more', async () => {
    const { started, run, end } = heldRuns();
    const runs = latestRuns(run, atOnce);
    runs.request('a');
    await atOnce();
    assert.deepEqual(started, ['a']);
    for (let time = 0; time < 5; time++) runs.request('a');
    await end();
    assert.deepEqual(started, ['a', 'a']);
    await end();
    assert.deepEqual(started, ['a', 'a']);
  });

  it('of other names do not wait', async () => {
    const { started, run } = heldRuns();
    const runs = latestRuns(run, atOnce);
    runs.request('a');
    runs.request('b');
    await atOnce();
    assert.deepEqual(started, ['a', 'b']);
  });

  it('are not repeated for a name that was forgotten', async () => {
    const { started, run, end } = heldRuns();
    const runs = latestRuns(run, atOnce);
    runs.request('a');
    await atOnce();
    runs.request('a');
    runs.forget('a');
    await end();
    assert.deepEqual(started, ['a']);
  });

  it('wait until a burst of changes is over', async () => {
    const handled: number[] = [];
    const burst = (left: number): void => {
      if (left === 0) return;
      noteChange();
      handled.push(left);
      setImmediate(() => burst(left - 1));
    };
    burst(20);
    await untilQuiet();
    assert.equal(handled.length, 20);
  });
});
