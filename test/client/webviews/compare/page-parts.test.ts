import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { axisText, readAxis } from '../../../../client/webviews/compare/axis-values';
import { afterUpdate, readSaved, shownCandidates } from '../../../../client/webviews/compare/compare-state';
import { cellSize } from '../../../../client/webviews/compare/sheet-size';
import { readCompareRequest } from '../../../../common/read-compare-request';
import { compareView } from '../../../support/pages/compare-view';

describe('the values of an axis', () => {
  it('are read with commas or spaces, each once', () => {
    assert.deepEqual(readAxis('3.0, 3.5;4 4'), [3, 3.5, 4]);
    assert.equal(axisText([3, 3.5, 4]), '3.0, 3.5, 4.0');
    for (const text of ['', ' , ', '3, x', 'Infinity', Array.from({ length: 30 }, (_, at) => at).join()])
      assert.equal(readAxis(text), undefined, text);
  });
});

describe('a contact sheet', () => {
  const block = (columns: number, rows: number) => ({
    title: 't',
    columns: Array.from({ length: columns }, () => 'c'),
    rows: Array.from({ length: rows }, () => ({ label: 'r', images: [] })),
  });

  it('has smaller images the more there are, and none below what can be seen', () => {
    assert.equal(cellSize([block(3, 3)]), 384);
    const many = cellSize([block(24, 60)]);
    assert.ok(many < 384 && many >= 48, String(many));
    assert.equal(cellSize(Array.from({ length: 200 }, () => block(24, 24))), 48);
  });
});

describe('the state of the compare page', () => {
  const start = {
    view: undefined,
    saved: readSaved({}, 1),
    checks: new Map<string, never>(),
    failure: undefined,
  };
  const state = afterUpdate(start, { kind: 'view', view: compareView() });

  it('compares the trained steps at first, under their names', () => {
    assert.deepEqual(
      shownCandidates(state).map(({ name }) => name),
      ['step 250', 'step 500', 'step 750', 'step 1000'],
    );
  });

  it('hides names in an order that stays and that another seed changes', () => {
    const orders = [1, 2, 3, 4, 5].map((seed) => {
      const blind = { ...state, saved: { ...state.saved, blind: true, seed } };
      assert.deepEqual(shownCandidates(blind), shownCandidates(blind));
      assert.deepEqual(
        shownCandidates(blind).map(({ name }) => name),
        ['A', 'B', 'C', 'D'],
      );
      return shownCandidates(blind)
        .map(({ step }) => step)
        .join();
    });
    assert.ok(new Set(orders).size > 1);
  });

  it('bears what an older version kept', () => {
    const saved = { tab: 'other', selected: [1, 'a'], seed: 'x', runs: 7, blind: 'yes' } as never;
    assert.deepEqual(readSaved(saved, 9), {
      tab: 'compare',
      selected: ['a'],
      seed: 9,
      runs: [],
      blind: false,
    });
  });
});

describe('a message of the compare page', () => {
  it('is read when it is one of ours', () => {
    const pair = { prompt: 0, left: 'a@1', right: 'b@2', better: 'left', blind: true, at: 5 };
    assert.deepEqual(readCompareRequest({ kind: 'judge', pair }), { kind: 'judge', pair });
    assert.deepEqual(readCompareRequest({ kind: 'matrix', button: 'show', id: 'matrix-3' }), {
      kind: 'matrix',
      button: 'show',
      id: 'matrix-3',
    });
  });

  it('is left out when it is not', () => {
    const wish = {
      candidate: 'a',
      prompts: [0],
      guidances: [3],
      strengths: [1],
      style: '',
      styleStrengths: [0],
    };
    const wrong: unknown[] = [
      undefined,
      7,
      { kind: 'other' },
      { kind: 'judge', pair: { prompt: 0, left: 'a', right: 'a', better: 'left', blind: true, at: 1 } },
      { kind: 'judge', pair: { prompt: -1, left: 'a', right: 'b', better: 'left', blind: true, at: 1 } },
      { kind: 'candidate', button: 'delete', id: 'a' },
      { kind: 'matrix', button: 'show', id: '../../etc' },
      { kind: 'retry', id: 'matrix-1/..', cell: 'x' },
      { kind: 'mark', item: '../x', mark: { checked: true, note: '' } },
      { kind: 'sheet', png: 'text' },
      { kind: 'send', wish: { ...wish, guidances: [] } },
      { kind: 'send', wish: { ...wish, strengths: [Number.NaN] } },
      { kind: 'send', wish: { ...wish, strengths: [1e9] } },
      { kind: 'send', wish: { ...wish, prompts: [0.5] } },
    ];
    for (const message of wrong)
      assert.equal(readCompareRequest(message), undefined, JSON.stringify(message));
    assert.deepEqual(readCompareRequest({ kind: 'send', wish }), { kind: 'send', wish });
  });
});
