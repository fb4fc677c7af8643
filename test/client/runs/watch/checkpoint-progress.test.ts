import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readCheckpointProgress } from '../../../../client/src/runs/watch/checkpoint-progress';
import { safetensorsFile } from '../../../support/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'progress '));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

const tensors = [{ name: 'a', dtype: 'BF16', shape: [8, 4] }] as const;
const whole = safetensorsFile(tensors, { training_info: '{"step": 250, "epoch": 10}' });

describe('how far a checkpoint is', () => {
  it('stands in its header', async () =>
    assert.deepEqual(await readCheckpointProgress(write('whole', whole)), {
      ok: true,
      step: 250,
      epoch: 10,
    }));

  it('is not known where the header does not say it', async () => {
    const foreign = safetensorsFile(tensors, { training_info: 'not JSON' });
    assert.deepEqual(await readCheckpointProgress(write('foreign', foreign)), {
      ok: true,
      step: undefined,
      epoch: undefined,
    });
  });

  it('is not read from a file that is cut in its data, in its header or at once', async () => {
    for (const length of [whole.length - 1, 40, 3, 0]) {
      const read = await readCheckpointProgress(write(`cut-${length}`, whole.subarray(0, length)));
      assert.equal(read.ok, false, String(length));
    }
  });

  it('is not read from a file that is not there', async () =>
    assert.deepEqual(await readCheckpointProgress(path.join(folder, 'none')), {
      ok: false,
      problem: 'The file cannot be read.',
    }));
});
