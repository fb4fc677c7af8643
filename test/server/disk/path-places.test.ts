import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pathFinder } from '../../../server/src/disk/path-places';

describe('a path of a config', () => {
  let root: string;
  const at = (...parts: string[]) => pathToFileURL(path.join(root, ...parts)).href;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'qwen-lora-paths-'));
    for (const folder of [
      'open/configs/near',
      'open/both',
      'open/configs/both',
      'launch/both',
      'open/inner/both',
    ]) {
      mkdirSync(path.join(root, folder), { recursive: true });
    }
  });
  after(() => rmSync(root, { recursive: true }));

  const find = (
    written: string,
    launchFolder?: string,
    folders = [at('open')],
    uri = at('open', 'configs', 'a.yaml'),
  ) => pathFinder(uri, { launchFolder, workspaceFolders: folders })(written);

  it('starts at the workspace folder, else at the config', async () => {
    assert.equal(await find('both'), at('open', 'both'));
    assert.equal(await find('near'), at('open', 'configs', 'near'));
    assert.equal(await find('nowhere'), undefined);
    assert.equal(
      await find('both', undefined, [], at('open', 'configs', 'a.yaml')),
      at('open', 'configs', 'both'),
    );
  });

  it('starts at the innermost workspace folder of several', async () => {
    const folders = [at('launch'), at('open'), at('open', 'inner')];
    assert.equal(
      await find('both', undefined, folders, at('open', 'inner', 'a.yaml')),
      at('open', 'inner', 'both'),
    );
    assert.equal(await find('both', undefined, folders, 'untitled:Untitled-1'), at('launch', 'both'));
  });

  it("starts at the launch's folder alone when that is known", async () => {
    assert.equal(await find('both', path.join(root, 'launch')), at('launch', 'both'));
    assert.equal(await find('near', path.join(root, 'launch')), undefined);
  });

  it('may be absolute, but never a share on the network', async () => {
    assert.equal(await find(path.join(root, 'launch')), at('launch'));
    assert.equal(await find(`/${path.join(root, 'launch')}`), undefined);
    assert.equal(await find('\\\\host\\share'), undefined);
  });
});
