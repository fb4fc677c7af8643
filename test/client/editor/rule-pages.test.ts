import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configKeyLine } from '../../../client/src/editor/config-key-line';
import { isRuleCode, ruleCodeOfPath } from '../../../client/src/editor/rule-pages';

test('a documentation link names a rule', () => {
  assert.equal(ruleCodeOfPath('/rules/qwen-arch-missing'), 'qwen-arch-missing');
  assert.equal(ruleCodeOfPath('/rules/yaml-1-1-surprise/'), 'yaml-1-1-surprise');
});

for (const path of [
  '/rules/',
  '/rules/../../secret',
  '/rules/..%2Fx',
  '/rules/a.b',
  '/rules/A',
  '/rules/a--b',
  '/rules/a/b',
  '/other/a',
  '',
  '/rules/-a',
  '/rules/a\\b',
  '/rules/a\u0000',
]) {
  test(`${JSON.stringify(path)} is no page`, () => assert.equal(ruleCodeOfPath(path), undefined));
}

test('only short kebab-case text is a code', () => {
  assert.equal(isRuleCode('a'.repeat(65)), false);
  assert.equal(isRuleCode(7), false);
  assert.equal(isRuleCode('lost-gradients'), true);
});

test('the lens stands above the config key of YAML and JSON', () => {
  assert.equal(configKeyLine('# note\njob: extension\nconfig:\n  name: config:\n'), 2);
  assert.equal(configKeyLine('job: x\r\n"config" : {}\r\n'), 1);
  assert.equal(configKeyLine('{\n  "job": "extension",\n  "config": {}\n}'), 2);
  assert.equal(configKeyLine('{job: extension, config: {}}'), 0);
});
