import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { type DiskThread, openDiskThread } from '../../server/src/disk/disk-thread';
import type { DiskWork } from '../../server/src/disk/disk-work';
import { pngBytes } from '../support/datasets/write-image';
import { repositoryRoot, strictLogger } from '../support/find-in-text';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'thread-')));
const threads: DiskThread[] = [];
after(() => {
  for (const thread of threads) thread.dispose();
  rmSync(root, { recursive: true, force: true });
});

function threadOf(workerFile = path.join(repositoryRoot, 'dist/disk-worker.js')): DiskThread {
  const thread = openDiskThread({ workerFile, logger: strictLogger, onChange: () => undefined });
  threads.push(thread);
  return thread;
}

function work(folder: string): DiskWork {
  return {
    uri: 'file:///maya.yaml',
    text: `config:\n  name: maya\n  process:\n    - type: sd_trainer\n      train: { steps: 100 }\n      datasets: [{ folder_path: ${folder}, resolution: 64 }]`,
    format: 'yaml',
    startFolders: [root],
    network: false,
    fresh: false,
    options: { useCase: 'character', severities: {}, syntaxErrors: true },
    checkout: undefined,
    variables: {},
  };
}

describe('the thread that asks the disk', () => {
  it('answers findings, hints and the plan', async () => {
    writeFileSync(path.join(root, 'a.png'), pngBytes(64, 64));
    const found = await threadOf().examine(work('.'));
    assert.equal(found?.plan?.batches, 1);
    assert.ok(found.hints.some(({ text }) => text.startsWith('1 image')));
    assert.ok(found.findings.some(({ code }) => code === 'caption-missing'));
  });

  it('answers nothing when it is cancelled', async () => {
    const found = await threadOf().examine(work('.'), { onCancel: (cancel) => cancel() });
    assert.equal(found, undefined);
  });

  it('fails the question when the thread cannot start, and may be asked again', async () => {
    const thread = threadOf(path.join(root, 'absent.js'));
    await assert.rejects(thread.examine(work('.')), /thread/);
    await assert.rejects(thread.examine(work('.')), /thread/);
  });
});
