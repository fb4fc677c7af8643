import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createScanMemory, type ScanMemory } from '../../../server/src/disk/scan-memory';
import { syncProbe } from '../../../server/src/disk/sync-probe';
import { pngBytes } from '../../support/datasets/write-image';
import { readConfig } from '../../support/find-in-text';

describe('the memory of scans', () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'scans-')));
  const data = path.join(root, 'data');
  let memory: ScanMemory;
  let told: (() => void) | undefined;
  let looked = 0;

  before(() => {
    memory = createScanMemory(() => told?.());
    mkdirSync(data);
    writeFileSync(path.join(data, 'a.png'), pngBytes(64, 64));
    writeFileSync(path.join(data, 'a.txt'), 'maya');
  });
  after(() => {
    memory.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  const scanOf = (steps: number, fresh = false) => {
    looked = 0;
    const config = readConfig(
      `config:\n  process:\n    - type: sd_trainer\n      train: { steps: ${steps} }\n      datasets: [{ folder_path: data, resolution: 64 }]`,
    );
    const [process] = config.trainers;
    assert.ok(process);
    const look = { fresh, isCancelled: () => false, onFile: () => looked++ };
    return memory.look(syncProbe([root]), root, look).scan(process);
  };
  const changed = () =>
    new Promise<void>((resolve) => {
      // Watching a folder does not keep a process alive.
      const alive = setInterval(() => undefined, 1000);
      told = () => {
        clearInterval(alive);
        resolve();
      };
    });

  it('looks at a folder once, whatever else the config says', async () => {
    const first = await scanOf(100);
    assert.equal(first.batches, 1);
    assert.equal(looked, 1);
    assert.equal(await scanOf(200), first);
    assert.equal(looked, 0);
  });

  it('looks again when it is asked to', async () => {
    assert.equal((await scanOf(100, true)).batches, 1);
    assert.equal(looked, 1);
  });

  it('tells of a new file, and scans again', async () => {
    const news = changed();
    writeFileSync(path.join(data, 'b.png'), pngBytes(64, 64));
    await news;
    assert.equal((await scanOf(100)).batches, 2);
  });

  it('tells of a file that is written over, which its folder does not show', async () => {
    const news = changed();
    writeFileSync(path.join(data, 'a.txt'), 'anna');
    await news;
    const [dataset] = (await scanOf(100)).datasets;
    assert.equal(dataset?.images[0]?.caption.caption, 'anna');
  });

  it('finds a folder that was not there before', async () => {
    rmSync(data, { recursive: true });
    assert.notEqual((await scanOf(100)).failure, undefined);
    mkdirSync(data);
    writeFileSync(path.join(data, 'c.png'), pngBytes(64, 64));
    assert.equal((await scanOf(100)).batches, 1);
  });
});
