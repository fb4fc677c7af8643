import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigFormat, parseConfigDocument } from '../../../core/syntax/config-document';
import { entryOf } from '../../../core/syntax/config-node';
import { applyEdits } from '../../../core/syntax/text-edits';
import { promptsToSamples } from '../../../core/trainer/prompts-to-samples';

function rewrite(text: string, format: ConfigFormat = 'yaml'): string | undefined {
  const document = parseConfigDocument(text, format);
  const prompts = entryOf(document.root, 'prompts');
  assert.ok(prompts);
  const edits = promptsToSamples(document, prompts, 'ctrl_img_1', 'a.png');
  return edits && applyEdits(text, edits);
}

describe('turning prompts into samples', () => {
  it('keeps quotes, comments and indentation of a block list', () => {
    assert.equal(
      rewrite('prompts:  # two\n  - "one"  # first\n  - \'two\'\n'),
      'samples:  # two\n  - prompt: "one"  # first\n    ctrl_img_1: "a.png"\n  - prompt: \'two\'\n    ctrl_img_1: \'a.png\'\n',
    );
  });

  it('works for a list that is not indented, and at the end of the file', () => {
    assert.equal(rewrite('prompts:\n- one'), 'samples:\n- prompt: one\n  ctrl_img_1: a.png');
  });

  it('keeps a flow list in flow', () => {
    assert.equal(
      rewrite('prompts: ["one", two]'),
      'samples: [{prompt: "one", ctrl_img_1: "a.png"}, {prompt: two, ctrl_img_1: a.png}]',
    );
  });

  it('writes JSON in a JSON file', () => {
    const written = rewrite('{"prompts": ["one"]}', 'json');
    assert.deepEqual(JSON.parse(written ?? ''), { samples: [{ prompt: 'one', ctrl_img_1: 'a.png' }] });
  });

  it('leaves alone what it cannot carry over: long texts, anchors, other values, nothing', () => {
    assert.equal(rewrite('prompts:\n  - >-\n    a long\n    text\n'), undefined);
    assert.equal(rewrite('prompts:\n  - &one "one"\n'), undefined);
    assert.equal(rewrite('prompts:\n  - [one]\n'), undefined);
    assert.equal(rewrite('prompts: []\n'), undefined);
  });
});
