import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandText, parseDotEnv, variablesIn } from '../../../core/trainer/environment';

test('variables and [name] are replaced as ai-toolkit does', () => {
  const variable = (name: string) => (name === 'A' ? '$&' : undefined);
  assert.equal(expandText('${A}/[name]/x', variable, 'maya'), '$&/maya/x');
  assert.equal(expandText('${GONE}/x', variable, 'maya'), undefined);
  assert.equal(expandText('${A}', undefined, 'maya'), undefined);
});

test('variables are found once each, in comments too', () => {
  assert.deepEqual(variablesIn('a: ${X}/${Y} # ${X}\n'), ['X', 'Y']);
});

test('a .env file is read with its quotes and comments', () => {
  assert.deepEqual(parseDotEnv('# c\nA=1 # note\nexport B = "two words" \n C=\'x#y\'\nbad line\n=3\nD=\n'), {
    A: '1',
    B: 'two words',
    C: 'x#y',
    D: '',
  });
});
