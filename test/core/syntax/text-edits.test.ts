import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { type ConfigNode, entryOf, isText } from '../../../core/syntax/config-node';
import {
  applyEdits,
  formatScalar,
  prependText,
  removeEntry,
  removeItem,
} from '../../../core/syntax/text-edits';

/** The value of the key `a` of a text, and the text's document. */
function valueOfA(text: string): { document: ReturnType<typeof parseConfigDocument>; value: ConfigNode } {
  const document = parseConfigDocument(text, 'yaml');
  const value = entryOf(document.root, 'a')?.value;
  if (!value) throw new Error('no key a');
  return { document, value };
}

describe('putting text in front', () => {
  const cases: [string, string, string, boolean, string][] = [
    ['plain', 'a: a street', 'maya, ', false, 'a: maya, a street'],
    ['double-quoted', 'a: "a \\"street\\""', 'may"a, ', false, 'a: "may\\"a, a \\"street\\""'],
    ['single-quoted', "a: 'a street'", "it's, ", false, "a: 'it''s, a street'"],
    [
      'literal block',
      'a: |\n  a street\n  at night\n',
      'maya, ',
      false,
      'a: |\n  maya, a street\n  at night\n',
    ],
    ['folded block', 'a: >-\n\n  a street\n', 'maya, ', false, 'a: >-\n\n  maya, a street\n'],
    ['plain, inside a flow list', 'a: a street', 'maya, ', true, "a: 'maya, a street'"],
    ['plain, with text that needs quotes', 'a: a street', '@maya, ', false, "a: '@maya, a street'"],
  ];
  for (const [name, text, prefix, flow, expected] of cases) {
    it(`keeps the style of a ${name} scalar`, () => {
      const { value } = valueOfA(text);
      assert.ok(isText(value));
      const fixed = applyEdits(text, [prependText(value, prefix, flow)]);
      assert.equal(fixed, expected);
      const after = valueOfA(fixed).value;
      assert.ok(isText(after));
      assert.equal(after.value.trim(), `${prefix}${value.value.trim()}`);
    });
  }
});

describe('removing an item of a block list', () => {
  const cases: [string, string, number, string][] = [
    ['from the middle', 'a:\n  - 1\n  - 2\n  - 3\nb: 1\n', 1, 'a:\n  - 1\n  - 3\nb: 1\n'],
    ['from the end of the file', 'a:\n  - 1\n  - 2', 1, 'a:\n  - 1'],
    ['and keeps its comment', 'a:\n  - 1\n  - 2  # two\nb: 1\n', 1, 'a:\n  - 1\n  # two\nb: 1\n'],
    [
      'and keeps the comments around',
      'a:\n  # one\n  - 1\n  # two\n  - 2\n',
      0,
      'a:\n  # one\n  # two\n  - 2\n',
    ],
    ['without indentation', 'a:\n- 1\n- 2\n', 0, 'a:\n- 2\n'],
  ];
  for (const [name, text, index, expected] of cases) {
    it(name, () => {
      const { document, value } = valueOfA(text);
      assert.ok(value.kind === 'sequence');
      const item = value.items[index];
      assert.ok(item);
      assert.equal(applyEdits(text, [removeItem(document, item)]), expected);
    });
  }
});

describe('removing an entry', () => {
  const cases: [string, string, string, string][] = [
    ['keeps a comment on its line', 'b: 1  # one\na: 2\n', 'b', '# one\na: 2\n'],
    ['keeps comments around', '# b\nb: 1\n# a\na: 2\n', 'b', '# b\n# a\na: 2\n'],
    ['with a nested block', 'a: 1\nb:\n  c: 2\n  d: 3\ne: 4\n', 'b', 'a: 1\ne: 4\n'],
    ['at the end of the file', 'a: 1\nb: 2', 'b', 'a: 1'],
    ['first of a flow mapping', '{ b: 1, a: 2 }', 'b', '{ a: 2 }'],
    ['last of a flow mapping', '{ a: 2, b: 1 }', 'b', '{ a: 2 }'],
  ];
  for (const [name, text, key, expected] of cases) {
    it(name, () => {
      const document = parseConfigDocument(text, 'yaml');
      const entry = entryOf(document.root, key);
      assert.ok(entry && document.root?.kind === 'mapping');
      assert.equal(applyEdits(text, [removeEntry(document, document.root, entry)]), expected);
    });
  }
});

describe('writing a value', () => {
  const cases: [string | number | boolean | null, string][] = [
    ['maya', 'maya'],
    ['on', "'on'"],
    ['2512', "'2512'"],
    ['1e-4', "'1e-4'"],
    ['a: b', "'a: b'"],
    ['[trigger] in the rain', "'[trigger] in the rain'"],
    ["it's", "it's"],
    ['two\nlines', '"two\\nlines"'],
    ['', "''"],
    [0.0002, '0.0002'],
    [0.0000005, '0.0000005'],
    [true, 'true'],
    [null, 'null'],
  ];
  for (const [value, expected] of cases) {
    it(`writes ${JSON.stringify(value)} so that it is read as that`, () => {
      const text = formatScalar(value);
      assert.equal(text, expected);
      const read = valueOfA(`a: ${text}`).value;
      assert.ok(read.kind === 'scalar');
      assert.equal(read.value, value);
    });
  }
});
