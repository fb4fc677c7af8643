import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFileMemory } from '../../../server/src/disk/file-memory';
import { inMemoryDisk } from '../../support/in-memory-disk';

describe('the memory of files', () => {
  const tree = (modified: number, text: string) =>
    inMemoryDisk({
      'data/a.png': { width: 64, height: 32, size: 10, modified },
      'data/a.txt': { text, modified },
    });

  it('answers from memory while size and time stay the same, and asks again after a change', async () => {
    const memory = createFileMemory();
    const ask = async (disk: ReturnType<typeof inMemoryDisk>) => {
      let asked = 0;
      const counting = {
        ...disk,
        imageFacts: async (path: string) => {
          asked += 1;
          return disk.imageFacts(path);
        },
      };
      const probe = memory.remember(counting, '/here');
      const items = await probe.listFolder('data');
      const image = items?.find(({ name }) => name === 'a.png');
      const facts = await probe.imageFacts('data/a.png', image);
      const bytes = await probe.readBytes('data/a.txt', 0, 5);
      return { asked, size: facts?.size, text: new TextDecoder().decode(bytes) };
    };
    const size = { width: 64, height: 32 };
    assert.deepEqual(await ask(tree(1000, 'first')), { asked: 1, size, text: 'first' });
    assert.deepEqual(await ask(tree(1000, 'other')), { asked: 0, size, text: 'first' });
    assert.deepEqual(await ask(tree(2000, 'other')), { asked: 1, size, text: 'other' });
  });

  it('keeps places apart', async () => {
    const memory = createFileMemory();
    const first = memory.remember(inMemoryDisk({ 'a.txt': { text: 'one', modified: 1 } }), '/one');
    const second = memory.remember(inMemoryDisk({ 'a.txt': { text: 'two', modified: 1 } }), '/two');
    for (const probe of [first, second]) await probe.listFolder('.');
    assert.equal(new TextDecoder().decode(await first.readBytes('a.txt', 0, 3)), 'one');
    assert.equal(new TextDecoder().decode(await second.readBytes('a.txt', 0, 3)), 'two');
  });
});
