import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { bundledToolkitVersion } from '../../client/src/bundled-toolkit';

test('the status names the ai-toolkit that the schema describes', () => {
  const file = join(__dirname, '../../schemas/ai-toolkit.schema.json');
  const schema: { 'x-toolkit': { version: string } } = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(bundledToolkitVersion, schema['x-toolkit'].version);
});
