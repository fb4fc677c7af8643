import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countPairs, type KeptComparison, nextPair, shuffled } from '../../../../core/comfyui/pick/next-pair';
import { emptyPickFile, readPickFile, writePickFile } from '../../../../core/comfyui/pick/pick-file';

/** Numbers from 0 to below 1 that look random and are the same each time. */
function numbers(): () => number {
  let state = 7;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

describe('the next pair', () => {
  const images = new Map([
    [0, ['a', 'b', 'c']],
    [1, ['a', 'b']],
    [2, ['a']],
  ]);

  it('comes to every pair on every prompt once before any comes again', () => {
    const random = numbers();
    const done: KeptComparison[] = [];
    const total = countPairs(images);
    assert.equal(total, 4);
    for (let turn = 0; turn < total; turn++) {
      const pair = nextPair(images, done, random);
      assert.ok(pair);
      done.push({ ...pair, better: 'equal', blind: true, at: turn });
    }
    const met = done.map(({ prompt, left, right }) => `${prompt} ${[left, right].sort().join('')}`);
    assert.deepEqual(met.sort(), ['0 ab', '0 ac', '0 bc', '1 ab']);
    // Each is on either side, by chance.
    const sides = Array.from({ length: 50 }, () => nextPair(new Map([[0, ['a', 'b']]]), [], random)?.left);
    assert.ok(sides.includes('a') && sides.includes('b'));
  });

  it('is none where no prompt has two images', () => {
    assert.equal(nextPair(new Map([[2, ['a']]]), [], numbers()), undefined);
    assert.equal(nextPair(new Map(), [], numbers()), undefined);
  });

  it('comes from a shuffle that loses nothing', () => {
    assert.deepEqual([...shuffled(['a', 'b', 'c', 'd'], numbers())].sort(), ['a', 'b', 'c', 'd']);
  });
});

describe('the kept comparison', () => {
  it('comes back as it was written', () => {
    const file = {
      comparisons: [
        { prompt: 1, left: 'maya@500', right: 'ma"ya\n@750', better: 'right' as const, blind: true, at: 5 },
      ],
      checklist: { skin: { checked: true, note: 'pores\nvisible "é"' } },
      chosen: 'maya@750',
    };
    assert.deepEqual(readPickFile(writePickFile(file)), file);
    assert.deepEqual(readPickFile(writePickFile(emptyPickFile)), emptyPickFile);
  });

  it('is not read from another file, and leaves out what it does not understand', () => {
    for (const text of ['', '{', '[]', '{"version": 2, "comparisons": []}', '{"version": 1}'])
      assert.equal(readPickFile(text), undefined, text);
    const kept = readPickFile(
      JSON.stringify({
        version: 1,
        chosen: 7,
        checklist: { skin: { checked: 'yes' }, '../x': { checked: true }, prompts: 3 },
        comparisons: [null, { prompt: -1, left: 'a', right: 'b', better: 'left' }, { prompt: 0, left: 'a' }],
      }),
    );
    assert.deepEqual(kept, {
      comparisons: [],
      checklist: { skin: { checked: false, note: '' } },
      chosen: undefined,
    });
  });
});
