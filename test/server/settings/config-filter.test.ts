import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ParsedConfig } from '../../../core/language-service';
import { isExcluded, isOurs } from '../../../server/src/settings/config-filter';
import { defaultSettings } from '../../../server/src/settings/settings';

const rows: readonly [glob: string, path: string, matches: boolean][] = [
  ['configs/*.yaml', '/home/ann/project/configs/maya.yaml', true],
  ['configs/*.yaml', '/home/ann/project/configs/old/maya.yaml', false],
  ['*.yml', '/home/ann/project/deep/folder/maya.yml', true],
  ['**/trainings/**', '/home/ann/trainings/maya/config.yaml', true],
  ['/home/ann/*.yaml', '/home/ann/maya.yaml', true],
  ['/home/ann/*.yaml', '/srv/home/ann/maya.yaml', false],
  ['*.{yaml,yml}', '/home/ann/maya.yml', true],
  // Folders whose names begin with a dot are no exception, as in `files.exclude`.
  ['*.yaml', '/home/ann/.trainings/.maya.yaml', true],
];

for (const [glob, path, matches] of rows) {
  it(`${glob} ${matches ? 'matches' : 'does not match'} ${path}`, () => {
    const uri = `file://${path}`;
    const notConfig = { uri, isConfig: false } as ParsedConfig;
    const config = { uri, isConfig: true } as ParsedConfig;
    assert.equal(isOurs(notConfig, { ...defaultSettings, include: [glob] }), matches);
    assert.equal(isOurs(config, { ...defaultSettings, exclude: [glob] }), !matches);
    assert.equal(isExcluded(uri, { ...defaultSettings, exclude: [glob] }), matches);
  });
}

it('goes by the content where no glob is set', () => {
  const uri = 'untitled:Untitled-1';
  assert.equal(isOurs({ uri, isConfig: true } as ParsedConfig, defaultSettings), true);
  assert.equal(isOurs({ uri, isConfig: false } as ParsedConfig, defaultSettings), false);
  assert.equal(isExcluded(uri, defaultSettings), false);
});
