import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { applyEdits } from '../../../core/syntax/text-edits';
import { findInText } from '../../support/find-in-text';

const top = 'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n';

function problems(text: string, format: 'yaml' | 'json' = 'yaml') {
  return parseConfigDocument(text, format).problems;
}

/** The one problem of a text, and the text after its fix. */
function only(text: string, format: 'yaml' | 'json' = 'yaml') {
  const found = problems(text, format);
  assert.equal(found.length, 1, JSON.stringify(found));
  const fix = found[0]?.fixes?.[0];
  return { message: found[0]?.message ?? '', fixed: fix && applyEdits(text, fix.edits) };
}

describe('faults of a text as such', () => {
  it('names a no-break space after a colon, after a dash and as indentation, and replaces them all', () => {
    const text = `${top}      train:\n        lr:\u00a01e-4\n\u00a0\u00a0      steps: 5\n`;
    const { message, fixed } = only(text);
    assert.match(message, /no-break space \(U\+00A0\).*2 such places/);
    assert.equal(fixed, `${top}      train:\n        lr: 1e-4\n        steps: 5\n`);
    assert.deepEqual(problems(fixed ?? ''), []);
    assert.deepEqual(
      findInText(text).map(({ code }) => code),
      ['yaml-syntax'],
    );
  });

  it('leaves such spaces alone where they are part of a text or a comment', () => {
    const prompts = `${top}      sample:\n        prompts:\n          - "a\u00a0b"\n          - |\n            one\n            \u00a0two\n          - a\u00a0photo\n        # a\u00a0remark\n`;
    assert.deepEqual(problems(prompts), []);
  });

  it('names a byte order mark in JSON, where Python stops, and not in YAML, where it does not', () => {
    const { message, fixed } = only('\ufeff{"job": "extension"}', 'json');
    assert.match(message, /byte order mark/);
    assert.equal(fixed, '{"job": "extension"}');
    assert.deepEqual(problems('\ufeffjob: extension\n'), []);
  });

  it('counts tabs in JSON with the name of a YAML file as one problem', () => {
    const { message, fixed } = only('{\n\t"job": "extension",\n\t"config": {\n\t\t"name": "a"\n\t}\n}\n');
    assert.match(message, /4 lines/);
    assert.deepEqual(problems(fixed ?? ''), []);
  });

  it('names the marks of a merge conflict', () => {
    const text = `${top}<<<<<<< HEAD\n      train: {}\n=======\n      train: {lr: 1}\n>>>>>>> other\n`;
    const { message, fixed } = only(text);
    assert.match(message, /merge conflict/);
    assert.equal(fixed, undefined);
  });

  it('names bytes that are not UTF-8', () => {
    assert.match(only('job: ext\ufffdnsion\n').message, /not UTF-8/);
  });
});

describe('nested aliases', () => {
  const nested = (levels: number, width: number): string => {
    const lines = [`      a0: &a0 [${Array(width).fill('1').join(',')}]`];
    for (let level = 1; level < levels; level += 1) {
      lines.push(
        `      a${level}: &a${level} [${Array(width)
          .fill(`*a${level - 1}`)
          .join(',')}]`,
      );
    }
    return `${top}${lines.join('\n')}\n`;
  };

  it('end in one finding, however deep they are', () => {
    for (const levels of [9, 40]) {
      const found = findInText(nested(levels, 9));
      assert.deepEqual(
        found.map(({ code }) => code),
        ['yaml-syntax'],
      );
      assert.match(found[0]?.message ?? '', /nested too deep/);
    }
  });

  it('are fine while they stay small', () => {
    assert.deepEqual(problems(nested(3, 9)), []);
  });
});
