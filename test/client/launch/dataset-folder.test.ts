import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDatasetFolder } from '../../../client/src/launch/dataset-folder';

test('images are told from the rest, and those without a caption named', () => {
  assert.deepEqual(
    readDatasetFolder(['a.png', 'a.txt', 'B.JPG', 'c.webp', 'c.txt', 'notes.txt', '.hidden.png', 'd.gif']),
    {
      images: ['a.png', 'B.JPG', 'c.webp'],
      withoutCaption: ['B.JPG'],
    },
  );
});

test('a dot in a name belongs to the name', () => {
  assert.deepEqual(readDatasetFolder(['maya.1.png', 'maya.1.txt', 'png']).withoutCaption, []);
});
