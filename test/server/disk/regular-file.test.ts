import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileProbe, nodeHost } from '../../../server/src/disk/node-host';
import { readRegularText } from '../../../server/src/disk/regular-file';
import { syncProbe } from '../../../server/src/disk/sync-probe';

const folder = mkdtempSync(path.join(tmpdir(), 'regular-'));
after(() => rmSync(folder, { recursive: true }));
const skip = process.platform === 'win32' ? 'Windows has no pipes and devices in folders' : false;

describe('a path that leads to no regular file', { skip, timeout: 20_000 }, () => {
  const pipe = path.join(folder, 'pipe.png');
  const endless = path.join(folder, 'endless.png');
  const loop = path.join(folder, 'loop.png');
  spawnSync('/usr/bin/env', ['mkfifo', pipe]);
  symlinkSync('/dev/zero', endless);
  symlinkSync(loop, loop);

  for (const file of [pipe, endless, loop, folder, path.join(folder, 'x'.repeat(5000))]) {
    it(`has no bytes, and nobody waits for them: ${path.basename(file).slice(0, 20)}`, async () => {
      await assert.rejects(readRegularText(file, 1000));
      assert.equal(await nodeHost.readText(file), undefined);
      for (const probe of [fileProbe(folder), syncProbe([folder])]) {
        assert.equal(await probe.readBytes(file, 0, 10), undefined);
        const facts = await probe.imageFacts(file);
        assert.ok(facts === undefined || facts.size === undefined);
      }
    });
  }

  it('is read as far as the limit goes', async () => {
    const file = path.join(folder, 'a.txt');
    writeFileSync(file, 'four');
    assert.equal(await readRegularText(file, 4), 'four');
    await assert.rejects(readRegularText(file, 3), /more than 3 bytes/);
  });

  it('says of a picture what its header says, however large that is', async () => {
    const file = path.join(folder, 'bomb.png');
    const header = Buffer.alloc(33);
    header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    header.writeUInt32BE(13, 8);
    header.write('IHDR', 12);
    header.writeUInt32BE(0x7fffffff, 16);
    header.writeUInt32BE(0x7fffffff, 20);
    header.set([8, 6], 24);
    writeFileSync(file, header);
    const before = process.memoryUsage().rss;
    const facts = await syncProbe([folder]).imageFacts(file);
    assert.ok(facts?.problem !== undefined, JSON.stringify(facts));
    assert.ok(process.memoryUsage().rss - before < 50_000_000);
  });
});
