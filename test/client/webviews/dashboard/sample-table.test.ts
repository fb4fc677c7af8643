import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neighbor, sampleTable } from '../../../../client/webviews/dashboard/sample-table';
import type { SamplesView } from '../../../../common/dashboard-page';

const image = (step: number, index: number) => ({
  id: `${step}_${index}`,
  step,
  index,
  uri: '',
  thumbnail: '',
});
const samples: SamplesView = {
  prompts: ['a portrait', 'a Bicycle', undefined].map((text, index) => ({
    index,
    text,
    seed: undefined,
    controls: [],
  })),
  steps: [0, 10, 20],
  // The second prompt has no image of step 10.
  images: [image(0, 0), image(10, 0), image(20, 0), image(0, 1), image(20, 1), image(20, 2)],
};

describe('the table of samples', () => {
  it('has a row per prompt and the newest step first', () => {
    const table = sampleTable(samples, '');
    assert.deepEqual(table.steps, [20, 10, 0]);
    assert.deepEqual(
      table.rows.map(({ cells }) => cells.map((cell) => cell?.id)),
      [
        ['20_0', '10_0', '0_0'],
        ['20_1', undefined, '0_1'],
        ['20_2', undefined, undefined],
      ],
    );
  });

  it('is filtered by words and by number', () => {
    const shown = (filter: string) => sampleTable(samples, filter).rows.map(({ prompt }) => prompt.index);
    assert.deepEqual(shown('bicycle '), [1]);
    assert.deepEqual(shown('3'), [2]);
    assert.deepEqual(shown('nothing like it'), []);
  });

  it('is walked along both axes, over empty cells, and stops at its edges', () => {
    const table = sampleTable(samples, '');
    const go = (id: string, direction: Parameters<typeof neighbor>[2]) => neighbor(table, id, direction)?.id;
    assert.equal(go('20_0', 'earlier'), '10_0');
    assert.equal(go('20_1', 'earlier'), '0_1');
    assert.equal(go('0_1', 'later'), '20_1');
    assert.equal(go('10_0', 'next-prompt'), '10_0');
    assert.equal(go('0_0', 'next-prompt'), '0_1');
    assert.equal(go('20_1', 'previous-prompt'), '20_0');
    assert.equal(go('20_0', 'later'), '20_0');
    assert.equal(go('gone', 'later'), undefined);
  });
});
