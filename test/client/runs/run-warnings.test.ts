import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { addWarning, readWarnings } from '../../../client/src/runs/run-warnings';

test('a run keeps one warning of each kind, and a broken file counts as none', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'warnings '));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.deepEqual(await readWarnings(folder), []);
  const warning = { code: 'loss-zero', message: 'The loss has been exactly 0.', at: 1 };
  await addWarning(folder, warning);
  await addWarning(folder, { ...warning, at: 2 });
  await addWarning(folder, { ...warning, code: 'no-output' });
  assert.deepEqual(
    (await readWarnings(folder)).map(({ code, at }) => `${code} ${at}`),
    ['loss-zero 1', 'no-output 1'],
  );
  writeFileSync(path.join(folder, 'warnings.json'), '[{"code": 1}, "x"');
  assert.deepEqual(await readWarnings(folder), []);
});
