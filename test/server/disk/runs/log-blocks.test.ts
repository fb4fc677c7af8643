import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openLogBlocks, textOfBytes } from '../../../../server/src/disk/runs/log-blocks';

const home = mkdtempSync(path.join(tmpdir(), 'qwen-blocks-'));
after(() => rmSync(home, { recursive: true }));

/** What a reading hands over, as text; a new beginning is `<again>`. */
async function readingOf(blocks: ReturnType<typeof openLogBlocks>): Promise<string> {
  let seen = '';
  await blocks.read(
    (bytes) => {
      seen += textOfBytes(bytes);
    },
    () => {
      seen += '<again>';
    },
  );
  return seen;
}

describe('the blocks of a log', () => {
  test('are read on from where the last reading ended', async () => {
    const file = path.join(home, 'grows.log');
    const blocks = openLogBlocks(file);
    assert.equal(await readingOf(blocks), '');
    writeFileSync(file, 'one █▎ é\n');
    assert.equal(await readingOf(blocks), 'one █▎ é\n');
    appendFileSync(file, 'two\n');
    assert.equal(await readingOf(blocks), 'two\n');
    assert.equal(await readingOf(blocks), '');
  });

  test('begin again when the file became shorter, and when another file has its name', async () => {
    const file = path.join(home, 'rotated.log');
    writeFileSync(file, 'a long first line\n');
    const blocks = openLogBlocks(file);
    await readingOf(blocks);
    writeFileSync(file, 'short\n');
    assert.equal(await readingOf(blocks), '<again>short\n');
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'another, longer file\n');
    assert.equal(await readingOf(blocks), '<again>another, longer file\n');
  });

  test('larger than one block come in several, whole', async () => {
    const file = path.join(home, 'large.log');
    const text = 'x'.repeat(1_300_000);
    writeFileSync(file, text);
    assert.equal(await readingOf(openLogBlocks(file)), text);
    assert.equal(await readingOf(openLogBlocks(file, 1_299_990)), 'x'.repeat(10));
  });
});
