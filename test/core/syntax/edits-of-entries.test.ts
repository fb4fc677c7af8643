import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigFormat, parseConfigDocument } from '../../../core/syntax/config-document';
import { entryOf, type MappingNode } from '../../../core/syntax/config-node';
import { applyEdits, fillNull, insertEntry, removeEntry } from '../../../core/syntax/text-edits';

function open(text: string, format: ConfigFormat = 'yaml') {
  const document = parseConfigDocument(text, format);
  assert.ok(document.root?.kind === 'mapping');
  return { document, mapping: document.root };
}

function filled(text: string, format: ConfigFormat = 'yaml'): string {
  const { mapping } = open(text, format);
  const value = entryOf(mapping, 'arch')?.value;
  assert.ok(value?.kind === 'scalar');
  return applyEdits(text, [fillNull(mapping, value, 'qwen_image')]);
}

describe('writing a text where nothing stands', () => {
  it('leaves a space before the text and before a comment', () => {
    assert.equal(filled('arch:\n'), 'arch: qwen_image\n');
    assert.equal(filled('arch:  # which?\n'), 'arch: qwen_image  # which?\n');
  });

  it('takes the place of a written null, quoted like its siblings', () => {
    assert.equal(filled('name: "a"\narch: null\n'), 'name: "a"\narch: "qwen_image"\n');
    assert.equal(filled('arch: ~ # later\n'), 'arch: qwen_image # later\n');
  });

  it('quotes in JSON without a sibling to go by', () => {
    assert.equal(filled('{"arch": null, "steps": 1}', 'json'), '{"arch": "qwen_image", "steps": 1}');
  });
});

describe('inserting into a JSON file', () => {
  const insert = (mapping: MappingNode, text: string, key: string, value: string) =>
    applyEdits(text, [insertEntry(open(text, 'json').document, mapping, key, value)]);

  for (const [value, read] of [
    ['flowmatch', 'flowmatch'],
    ['true', true],
    ['0.0002', 0.0002],
    ['"quoted"', 'quoted'],
    ['{"linear": 16}', { linear: 16 }],
  ] as const) {
    it(`writes ${value} as JSON`, () => {
      const text = '{"steps": 1}';
      assert.deepEqual(JSON.parse(insert(open(text, 'json').mapping, text, 'key', value)), {
        steps: 1,
        key: read,
      });
    });
  }
});

describe('removing an entry that holds a block', () => {
  it('keeps the comments of the block, in their order', () => {
    const text = 'a: 1\nb:  # outer\n  # inner\n  c: 2  # last\nd: 3\n';
    const { document, mapping } = open(text);
    const entry = entryOf(mapping, 'b');
    assert.ok(entry);
    assert.equal(
      applyEdits(text, [removeEntry(document, mapping, entry)]),
      'a: 1\n# outer\n# inner\n# last\nd: 3\n',
    );
  });
});
