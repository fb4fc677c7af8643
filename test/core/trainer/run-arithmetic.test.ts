import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bucketOf,
  deletedSaves,
  lastStep,
  numberedSaves,
  type Size,
  type StepSeries,
  samplesDuring,
  stepsPerEpoch,
} from '../../../core/trainer/run-arithmetic';

describe('numbered saves', () => {
  const cases: [string, StepSeries, number, number | undefined, number | undefined][] = [
    ['neither step 0 nor the end counts', numberedSaves(1000, 250), 3, 250, 750],
    ['the end counts where it is no multiple', numberedSaves(1001, 250), 4, 250, 1000],
    [
      'an interval as long as the run saves the end alone',
      numberedSaves(1000, 1000),
      0,
      undefined,
      undefined,
    ],
    ["the guide's run has nine besides the end", numberedSaves(3400, 340), 9, 340, 3060],
    ['a resumed run does not save its first step again', numberedSaves(1000, 250, 500), 1, 750, 750],
    ['a run resumed between two saves makes the next', numberedSaves(1000, 250, 600), 1, 750, 750],
    ['0 saves nothing on the way', numberedSaves(1000, 0), 0, undefined, undefined],
    ['millions are no burden', numberedSaves(4_000_000_000, 1), 3_999_999_999, 1, 3_999_999_999],
  ];
  for (const [name, series, count, first, last] of cases) {
    it(name, () => {
      assert.equal(series.count, count);
      if (first !== undefined) assert.equal(series.first, first);
      assert.equal(lastStep(series), last);
    });
  }

  it('are deleted from the oldest on, until as many as wanted are left', () => {
    const saves = numberedSaves(3000, 250);
    assert.equal(saves.count, 11);
    assert.equal(deletedSaves(saves, 4).count, 7);
    assert.equal(lastStep(deletedSaves(saves, 4)), 1750);
    assert.equal(deletedSaves(saves, 11).count, 0);
    assert.equal(deletedSaves(saves, 0).count, 0);
  });
});

describe('samples during a run', () => {
  it('begin at the first multiple that is not before the start step', () => {
    assert.deepEqual(samplesDuring(1000, 250), { count: 3, first: 250, every: 250 });
    assert.deepEqual(samplesDuring(1000, 250, 500), { count: 2, first: 500, every: 250 });
    assert.deepEqual(samplesDuring(1000, 250, 501), { count: 1, first: 750, every: 250 });
    assert.equal(samplesDuring(1000, 250, 5000).count, 0);
    assert.equal(samplesDuring(1000, 0).count, 0);
  });
});

describe('buckets', () => {
  /** Image, resolution and the size that toolkit/buckets.py gives for multiples of 32. */
  const vectors: [Size, number, string][] = [
    [{ width: 1024, height: 1024 }, 512, '512x512'],
    [{ width: 1920, height: 1080 }, 512, '672x384'],
    [{ width: 1920, height: 1080 }, 1024, '1344x768'],
    [{ width: 1920, height: 1080 }, 1328, '1760x992'],
    [{ width: 3000, height: 2000 }, 768, '960x608'],
    [{ width: 4000, height: 3000 }, 1328, '1504x1152'],
    [{ width: 768, height: 1024 }, 512, '448x576'],
    [{ width: 600, height: 800 }, 1024, '608x800'],
    [{ width: 500, height: 333 }, 1024, '480x352'],
    [{ width: 10, height: 10 }, 512, '32x32'],
  ];
  for (const [image, resolution, expected] of vectors) {
    it(`trains ${image.width}x${image.height} at ${expected} for ${resolution}`, () => {
      const { width, height } = bucketOf(image, resolution, 32);
      assert.equal(`${width}x${height}`, expected);
    });
  }
});

describe('an epoch', () => {
  it('takes fewer steps when batches are accumulated', () => {
    assert.equal(stepsPerEpoch(60, 4), 15);
    assert.equal(stepsPerEpoch(60, 1), 60);
  });
});
