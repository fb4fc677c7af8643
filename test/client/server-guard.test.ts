import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createServerGuard } from '../../client/src/server-guard';
import { watchRequests } from '../../client/src/server-watch';

const never = () => new Promise<never>(() => undefined);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the deaths of the server', () => {
  it('are told once, and the fifth within three minutes ends the restarts', () => {
    const guard = createServerGuard(() => 0);
    const verdicts = [0, 10, 20, 30, 40].map((second) => guard.died(second * 1000));
    assert.deepEqual(
      verdicts.map(({ restart }) => restart),
      [true, true, true, true, false],
    );
    assert.deepEqual(
      verdicts.map(({ tell }) => tell),
      [true, false, false, false, false],
    );
  });

  it('are forgotten after three minutes, and when a person starts it again', () => {
    const guard = createServerGuard(() => 0);
    for (const minute of [0, 1, 2, 3, 4, 5, 6]) assert.ok(guard.died(minute * 60_000).restart);
    guard.startedAgain();
    assert.deepEqual(guard.died(6.1 * 60_000), { restart: true, tell: true, suspect: undefined });
  });

  it('name the document that was asked about each time, which is skipped until it changes', async () => {
    let time = 0;
    const guard = createServerGuard(() => time);
    void guard.ask('file:///good.yaml', never);
    void guard.ask('file:///bad.yaml', never);
    guard.died(time);
    for (let death = 2; death <= 5; death++) {
      time += 1000;
      // After a death one waits for the other, so that only the one that is judged is in flight.
      void guard.ask('file:///bad.yaml', never);
      void guard.ask('file:///good.yaml', never);
      await turn();
      const { restart, suspect } = guard.died(time);
      assert.equal(restart, death < 5);
      assert.equal(suspect, death < 5 ? undefined : 'file:///bad.yaml');
    }
    assert.ok(guard.isSkipped('file:///bad.yaml'));
    assert.ok(!guard.isSkipped('file:///good.yaml'));
    guard.changed('file:///bad.yaml');
    assert.ok(!guard.isSkipped('file:///bad.yaml'));
  });

  it('name no document when none was asked about', () => {
    const guard = createServerGuard(() => 0);
    for (let death = 1; death < 5; death++) guard.died(death);
    assert.equal(guard.died(5).suspect, undefined);
  });
});

describe('a server that does not answer', () => {
  /** Timers that end when the test says so, the first set first. */
  function watch(isAlive: () => Promise<unknown>) {
    const timers: (() => void)[] = [];
    const state = { killed: 0 };
    const run = watchRequests({
      guard: createServerGuard(() => 0),
      isAlive,
      kill: () => state.killed++,
      later(_, then) {
        timers.push(then);
        return () => timers.splice(timers.indexOf(then), 1);
      },
    });
    return { run, timers, state };
  }

  it('is ended when it does not even say that it lives', async () => {
    const { run, timers, state } = watch(never);
    void run('file:///a.yaml', never);
    await turn();
    timers.shift()?.();
    timers.shift()?.();
    assert.equal(state.killed, 1);
  });

  it('is left alone while it answers anything, however long one answer takes', async () => {
    const { run, timers, state } = watch(async () => true);
    void run('file:///a.yaml', never);
    await turn();
    timers.shift()?.();
    await turn();
    assert.deepEqual(timers, []);
    assert.equal(state.killed, 0);
  });

  it('is not asked when it has answered', async () => {
    const { run, timers } = watch(never);
    assert.equal(await run('file:///a.yaml', async () => 7), 7);
    assert.deepEqual(timers, []);
  });
});
