import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { controlCopy } from '../../../core/trainer/control-copy';
import { readConfig } from '../../support/find-in-text';

describe('the copy of the config', () => {
  const path1 = 'C:\\Users\\Jö "x"\\control.db';
  const texts: readonly (readonly [string, string])[] = [
    [
      'block',
      '# top\nconfig:\n  process:\n    - type: diffusion_trainer # why\n      train: {lr: 1e-4}\n    - type: other\n',
    ],
    [
      'dash on its own line',
      'config:\n  process:\n  -\n    # first\n    type: diffusion_trainer\n    x: "${HOME}"\n',
    ],
    [
      'written already',
      'config:\n  process:\n    - type: d\n      sqlite_db_path: ./aitk_db.db # ours\n      x: 1\n',
    ],
    ['flow', 'config: {process: [{type: d, x: [1, 2]}]}\n'],
    ['JSON', '{\n  "config": {"process": [ {\n    "type": "d", "x": {"y": 1}\n  } ]}\n}\n'],
    ['Windows line ends', 'config:\r\n  process:\r\n    - type: d\r\n      x: 1\r\n'],
    ['byte order mark', '\uFEFFconfig:\n  process:\n    - type: d\n'],
    ['alias', 'base: &b\n  type: d\nconfig:\n  process:\n    - *b\n'],
    ['merge', 'base: &b\n  type: d\nconfig:\n  process:\n    - <<: *b\n      x: 1\n'],
    ['emoji', 'config:\n  name: "🎉"\n  process:\n    - type: d\n      name: "🎉"\n'],
  ];
  for (const [name, text] of texts) {
    test(name, () => {
      const copy = controlCopy(readConfig(text, name === 'JSON' ? 'json' : 'yaml'), path1);
      assert.ok(copy !== undefined);
      const options = { merge: true, version: '1.1' } as const;
      const [before, now] = [parse(text, options), parse(copy, options)];
      assert.equal(now.config.process[0].sqlite_db_path, path1);
      const expected = { ...before.config.process[0], sqlite_db_path: path1 };
      assert.deepEqual(now.config.process[0], expected);
      assert.deepEqual(
        { ...now.config, process: now.config.process.slice(1) },
        { ...before.config, process: before.config.process.slice(1) },
      );
      if (name === 'JSON') assert.doesNotThrow(() => JSON.parse(copy));
      for (const comment of text.match(/#.*/g) ?? []) assert.ok(copy.includes(comment));
    });
  }
  for (const text of [
    '',
    'config: [',
    'config:\n  process: x\n',
    'config:\n  process: []\n',
    'a: 1\n',
    '\0',
    '- - -\n',
  ]) {
    test(`is none for ${JSON.stringify(text)}`, () =>
      assert.equal(controlCopy(readConfig(text), '/x.db'), undefined));
  }
  test('is none where ai-toolkit would rewrite the path', () => {
    assert.equal(controlCopy(readConfig('config: {process: [{type: d}]}'), '/h/[name]/x.db'), undefined);
    assert.equal(controlCopy(readConfig('config: {process: [{type: d}]}'), '/h/${X}/x.db'), undefined);
  });
});
