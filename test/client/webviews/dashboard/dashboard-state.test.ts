import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  afterUpdate,
  emptyDashboard,
  readSaved,
  withoutOverlay,
} from '../../../../client/webviews/dashboard/dashboard-state';
import { nowFacts, progressPercent } from '../../../../client/webviews/dashboard/now-facts';
import { readDashboardRequest } from '../../../../common/dashboard-page';
import { dashboardRun, lossColumns } from '../../../support/pages/dashboard-run';

const update = (run: ReturnType<typeof dashboardRun>) => ({ kind: 'run', run, others: [] }) as const;

describe('the state of the dashboard', () => {
  it('follows a run and its losses', () => {
    let state = afterUpdate(emptyDashboard, update(dashboardRun()));
    state = afterUpdate(state, { kind: 'losses', columns: lossColumns('/output/maya', 10) });
    state = afterUpdate(state, { kind: 'losses', columns: lossColumns('/output/maya', 12, 10) });
    state = afterUpdate(state, update(dashboardRun()));
    assert.equal(state.losses.get('/output/maya')?.count, 12);
  });

  it('forgets everything of another run', () => {
    let state = afterUpdate(emptyDashboard, update(dashboardRun()));
    state = afterUpdate(state, { kind: 'losses', columns: lossColumns('/output/maya', 10) });
    state = afterUpdate(state, update(dashboardRun({ key: '/output/other' })));
    assert.equal(state.losses.size, 0);
  });

  it('takes a run away that lay over this one, and never this one', () => {
    let state = afterUpdate(emptyDashboard, update(dashboardRun()));
    for (const key of ['/output/maya', '/output/old'])
      state = afterUpdate(state, { kind: 'losses', columns: lossColumns(key, 10) });
    assert.deepEqual([...withoutOverlay(state, '/output/old').losses.keys()], ['/output/maya']);
    assert.equal(withoutOverlay(state, '/output/maya').losses.size, 2);
  });

  it('shows a failure until the run is there again', () => {
    const failed = afterUpdate(emptyDashboard, { kind: 'failed', message: 'The folder is gone.' });
    assert.equal(failed.failure, 'The folder is gone.');
    assert.equal(afterUpdate(failed, update(dashboardRun())).failure, undefined);
  });
});

describe('what the page keeps', () => {
  it('is read whatever an older version wrote', () => {
    const saved = readSaved(
      JSON.parse('{"run": 7, "overlays": [1, "/b"], "chart": {"smoothing": 300, "log": true}}'),
    );
    assert.equal(saved.run, undefined);
    assert.deepEqual(saved.overlays, ['/b']);
    assert.deepEqual([saved.chart.smoothing, saved.chart.log, saved.chart.raw], [80, true, true]);
  });
});

describe('the numbers of a run', () => {
  it('leave out what is not known', () => {
    const { now } = dashboardRun();
    const bare = dashboardRun({
      condition: 'unfinished',
      now: {
        ...now,
        epoch: undefined,
        secondsPerStep: undefined,
        loss: undefined,
        learningRate: undefined,
        startedAt: undefined,
        total: undefined,
      },
    });
    assert.deepEqual(
      nowFacts(bare).map(({ label, value }) => `${label} ${value}`),
      ['Step 1250'],
    );
  });

  it('are those of the run', () => {
    const texts = Object.fromEntries(nowFacts(dashboardRun()).map(({ label, value }) => [label, value]));
    assert.equal(texts.Step, '1250 of 3400');
    assert.equal(texts.Epoch, '6.25 of 17');
    assert.equal(texts['Time left'], '1 h 22 min');
    assert.equal(texts['Learning rate'], '1e-4');
  });

  it('measure the phase while there is no step', () => {
    const { now } = dashboardRun();
    assert.equal(progressPercent({ ...now, step: undefined, part: { done: 30, total: 60 } }), 50);
    assert.equal(progressPercent({ ...now, step: undefined }), undefined);
  });
});

describe('a message of the page', () => {
  it('is read when it is one', () => {
    const request = { kind: 'checkpoint', button: 'delete', id: 'a_000000010.safetensors' };
    assert.deepEqual(readDashboardRequest({ ...request, more: 1 }), request);
    assert.deepEqual(readDashboardRequest({ kind: 'press', button: 'stop' }), {
      kind: 'press',
      button: 'stop',
    });
  });

  it('is refused when it is none, or names a file elsewhere', () => {
    for (const value of [
      undefined,
      null,
      'ready',
      {},
      { kind: 'press', button: 'format' },
      { kind: 'checkpoint', button: 'delete', id: '../config.yaml' },
      { kind: 'checkpoint', button: 'delete', id: 'a\\b' },
      { kind: 'sample', button: 'save', id: '..' },
      { kind: 'overlay', run: 7 },
    ])
      assert.equal(readDashboardRequest(value), undefined);
  });
});
