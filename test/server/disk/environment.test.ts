import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openEnvironments } from '../../../server/src/disk/environment';
import { strictLogger } from '../../support/find-in-text';

describe("the environment of a checkout's run.py", () => {
  let folder = '';
  let changes = 0;
  const open = () => openEnvironments(strictLogger, () => void changes++);
  const write = (text: string) => writeFileSync(path.join(folder, '.env'), text);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-env-'));
    changes = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is this process's, with the checkout's .env below it", async () => {
    write('PATH=/nowhere\nQWEN_LORA_TEST=from the file\n');
    const variable = await open().environmentOf(folder, false);
    assert.equal(variable('QWEN_LORA_TEST'), 'from the file');
    assert.equal(variable('PATH'), process.env.PATH);
    const without = await open().environmentOf(undefined, false);
    assert.equal(without('QWEN_LORA_TEST'), undefined);
    assert.equal(without('PATH'), process.env.PATH);
  });

  it('is the same answer while nothing changed, and read anew for a start', async () => {
    const environments = open();
    const first = await environments.environmentOf(folder, false);
    write('QWEN_LORA_TEST=1\n');
    assert.equal(
      await environments.environmentOf(folder, false),
      first,
      'who types does not wait for the disk',
    );
    const atStart = await environments.environmentOf(folder, true);
    assert.equal(atStart('QWEN_LORA_TEST'), '1');
    assert.equal(changes, 1, 'who has the old answer hears of it');
    assert.equal(await environments.environmentOf(folder, true), atStart);
    assert.equal(await environments.environmentOf(folder, false), atStart);
  });

  it('leaves a .env alone that is too large to be one', async () => {
    write(`QWEN_LORA_TEST=1\n${'#'.repeat(1024 * 1024)}`);
    assert.equal((await open().environmentOf(folder, true))('QWEN_LORA_TEST'), undefined);
  });
});
