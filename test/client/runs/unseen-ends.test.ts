import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openUnseenEnds } from '../../../client/src/runs/unseen-ends';

test('ends stay until they were looked at, also over a restart', async () => {
  const stored = new Map<string, unknown>();
  const memory = {
    get: (key: string) => stored.get(key),
    update: async (key: string, value: unknown) => void stored.set(key, JSON.parse(JSON.stringify(value))),
  };
  const end = (folder: string, text: string) => ({ folder, name: 'n', text, message: 'm', isFailure: false });
  const ends = openUnseenEnds(memory);
  await ends.add(end('/a', 'first'));
  await ends.add(end('/b', 'second'));
  await ends.add(end('/a', 'again'));
  assert.deepEqual(
    openUnseenEnds(memory).ends.map(({ text }) => text),
    ['second', 'again'],
  );
  await ends.remove('/a');
  assert.deepEqual(
    openUnseenEnds(memory).ends.map(({ folder }) => folder),
    ['/b'],
  );
  stored.set('unseenEnds', [1, { folder: 2 }, null]);
  assert.deepEqual(openUnseenEnds(memory).ends, []);
});
