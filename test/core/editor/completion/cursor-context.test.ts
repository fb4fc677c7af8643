import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cursorContext } from '../../../../core/editor/completion/cursor-context';
import { formatPath } from '../../../../core/syntax/config-path';
import { readCursor } from '../../../support/cursor';

/** A context in one line: place, opening, path, typed word, column. */
function contextAt(marked: string): string | undefined {
  const { text, offset } = readCursor(marked);
  const context = cursorContext(text, offset);
  if (!context) return undefined;
  const { place, opening, path, typed, column } = context;
  return `${place} ${opening} ${formatPath(path) || 'top'} '${typed}' ${column}`;
}

describe('the context of a cursor', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    '|': "value line top '' 0",
    'jo|': "value line top 'jo' 0",
    'job:|': "value colon job '' 2",
    'job: ext|': "value colon job 'ext' 2",
    'a:\n  |': "value line a '' 2",
    'a:\n  b: 1\n  |': "key line a '' 2",
    'a:\n  b: 1\n|': "key line top '' 0",
    'a:\n  b: 1\n   |': "key line a '' 2",
    'a:\n  |\n  b: 1': "key line a '' 2",
    'a:\n  |\n  # c\n  - b': "item line a '' 2",
    'a:\n  - |': "value dash a[0] '' 4",
    'a:\n  - b: 1\n    c|': "key line a[0] 'c' 4",
    'a:\n  - b: 1\n  |': "item line a '' 2",
    'a:\n- b: 1\n|': "key line top '' 0",
    'a:\n  - b\n  - c|': "value dash a[1] 'c' 4",
    'a:\n  - - b: |': "value colon a[0][0].b '' 8",
    'a: {b: 1, |}': "key flow a '' 3",
    'a: {b: |': "value flow a.b '' 3",
    'a: [1, |]': "value flow a[1] '' 3",
    '{"a": {"b|"': "key flow a 'b' 6",
    '{"a": "b|"}': "value flow a 'b' 0",
    'a: "b|': "value colon a 'b' 2",
    "a: 'b|c'": "value colon a 'b' 2",
    'a: b # |': undefined,
    'a: >-\n  b|': undefined,
    'a: >-\n  b\n|': "key line top '' 0",
    'a:\n  tra\n  st|': "value line a 'st' 2",
    'a:\n  b: 1\n  tra\n  st|': "key line a 'st' 2",
    'a: cuda:|': "value colon a 'cuda:' 2",
    'a:\r\n  b: 1\r\n  c|\r\n': "key line a 'c' 2",
    'a: 1\n---\nb: |': "value colon b '' 2",
    'a: &x 1\nb: *x\nc: |': "value colon c '' 2",
  };

  for (const [marked, expected] of Object.entries(cases)) {
    it(`is found in ${JSON.stringify(marked)}`, () => assert.equal(contextAt(marked), expected));
  }

  it('names the keys before it and the whole word around it', () => {
    const { text, offset } = readCursor('a:\n  b: 1\n  c: 2\n  st|eps: 3\n');
    const context = cursorContext(text, offset);
    assert.deepEqual(context?.keys, ['b', 'c']);
    assert.equal(text.slice(context?.word.start, context?.word.end), 'steps');
    assert.equal(context?.colonFollows, true);
  });
});
