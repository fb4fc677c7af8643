import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileProbe } from '../../../server/src/disk/node-host';

let folder: string;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'qwen-lora-probe-'));
  await mkdir(path.join(folder, 'data'));
  await writeFile(path.join(folder, 'data', 'a.txt'), 'abcdef');
  await symlink(path.join(folder, 'data'), path.join(folder, 'linked'), 'junction');
  await symlink(path.join(folder, 'nowhere'), path.join(folder, 'dangling'), 'junction');
});

after(() => rm(folder, { recursive: true }));

test('a relative path starts at the launch folder, and is unknown without one', async () => {
  const item = await fileProbe(folder).stat('data');
  assert.equal(typeof item === 'object' && item.kind, 'folder');
  assert.equal(await fileProbe(undefined).stat('data'), undefined);
});

test('what is not there is absent; what must not be asked is unknown', async () => {
  const probe = fileProbe(folder);
  assert.equal(await probe.stat('data/b.txt'), 'absent');
  assert.equal(await probe.stat('data/a.txt/deeper'), 'absent');
  assert.equal(await probe.stat('\\\\host\\share'), undefined);
  assert.equal(await probe.listFolder('data/b'), undefined);
});

test('links are followed and marked, and links that lead nowhere are left out', async () => {
  const items = (await fileProbe(folder).listFolder('.')) ?? [];
  const seen = items.map(({ name, kind, isLink }) => `${name} ${kind} ${isLink}`).sort();
  assert.deepEqual(seen, ['data folder false', 'linked folder true']);
});

test('bytes and text are read within their limits', async () => {
  const probe = fileProbe(folder);
  const bytes = await probe.readBytes('data/a.txt', 2, 3);
  assert.equal(new TextDecoder().decode(bytes), 'cde');
  assert.equal((await probe.readBytes('data/a.txt', 4, 2 ** 40))?.length, 2);
  assert.equal(await probe.readText('data/a.txt', 6), 'abcdef');
  assert.equal(await probe.readText('data/a.txt', 5), undefined);
});
