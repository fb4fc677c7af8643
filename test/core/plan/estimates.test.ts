import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { memoryPhases } from '../../../core/plan/memory-phases';
import { repositoryRoot } from '../../support/find-in-text';
import { type PublishedMemory, publishedMemory, usualRun } from '../../support/plan/published-memory';

const page = readFileSync(path.join(repositoryRoot, 'docs/estimates.md'), 'utf8');

describe('the memory model against published figures', () => {
  it('drops no row', () => {
    assert.deepEqual(
      publishedMemory.map(({ row }) => row),
      Array.from({ length: 42 }, (_, index) => index + 1),
    );
  });

  for (const published of publishedMemory) {
    it(`says on its page what it predicts for row ${published.row}`, () => {
      assert.ok(page.includes(lineOf(published)), `docs/estimates.md lacks:\n${lineOf(published)}`);
    });
  }

  it('never promises less than half of what was seen', () => {
    for (const row of publishedMemory) {
      const predicted = predictionOf(row);
      if (!predicted || !row.published || /class|fits|at least|at most|out of memory/.test(row.said))
        continue;
      assert.ok(predicted[1] >= row.published.gib / 2, lineOf(row));
    }
  });
});

function predictionOf({ run, published }: PublishedMemory): readonly [number, number] | undefined {
  if (!run || !published) return undefined;
  return memoryPhases({ ...usualRun, ...run }).find(({ phase }) => phase === published.phase)?.gpuGiB;
}

/** A row of the page's table. */
function lineOf(published: PublishedMemory): string {
  const predicted = predictionOf(published);
  const { row, what, said } = published;
  if (!predicted || !published.published) return `| ${row} | ${what} | ${said} | too little is said | |`;
  const { gib, phase } = published.published;
  const verdict = gib < predicted[0] ? 'below' : gib > predicted[1] ? 'above' : 'inside';
  return `| ${row} | ${what} | ${said} | ${phase}: ${predicted[0]} to ${predicted[1]} GiB | ${verdict} |`;
}
