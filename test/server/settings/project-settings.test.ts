import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openProjectSettings } from '../../../server/src/settings/project-settings';
import { defaultSettings } from '../../../server/src/settings/settings';

let folder = '';
let time = 0;
let changes = 0;
let warnings: string[] = [];
const silent = () => undefined;
const logger = {
  error: silent,
  warn: (message: string) => void warnings.push(message),
  info: silent,
  debug: silent,
};
const uri = () => pathToFileURL(path.join(folder, 'a/b/config.yaml')).href;
const open = () => openProjectSettings({ logger, onChange: () => void changes++, now: () => time });

describe('project settings in the server', () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'project '));
    mkdirSync(path.join(folder, 'a/b'), { recursive: true });
    warnings = [];
    time = 0;
    changes = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are the user settings, unchanged, without a project file', async () => {
    assert.equal(await open().over(defaultSettings, uri(), false), defaultSettings);
    assert.equal(await open().over(defaultSettings, 'untitled:one', false), defaultSettings);
  });

  it('win over the user settings, from the nearest folder', async () => {
    writeFileSync(path.join(folder, '.aitk-lint.yaml'), 'rules: { ema-off: error }\n');
    writeFileSync(
      path.join(folder, 'a/.aitk-lint.yaml'),
      'rules: { ema-off: off }\nuseCase: style\nexclude: ["old/*"]\n',
    );
    const user = { ...defaultSettings, rules: { 'ema-off': 'hint', 'lost-gradients': 'hint' } as const };
    const merged = await open().over(user, uri(), false);
    assert.deepEqual(merged.rules, { 'ema-off': 'off', 'lost-gradients': 'hint' });
    assert.equal(merged.useCase, 'style');
    assert.match(merged.exclude[0] ?? '', /a\/old\/\*$/);
  });

  it('stay the same object until the file changes, and follow its changes in the background', async () => {
    const source = open();
    const file = path.join(folder, 'a/.aitk-lint.yaml');
    const known = () => source.over(defaultSettings, uri(), false);
    writeFileSync(file, 'rules: { ema-off: off }\n');
    const first = await known();
    assert.deepEqual(first.rules, { 'ema-off': 'off' });
    time = 5000;
    assert.equal(await known(), first);
    await source.settled();
    assert.equal(await known(), first);
    assert.equal(changes, 0, 'nothing changed');

    writeFileSync(file, 'rules: { ema-off: warning }  # longer\n');
    time = 10_000;
    assert.equal(await known(), first, 'who types does not wait for the disk');
    await source.settled();
    assert.equal(changes, 1);
    assert.deepEqual((await known()).rules, { 'ema-off': 'warning' });

    rmSync(file);
    time = 15_000;
    await known();
    await source.settled();
    assert.equal(changes, 2);
    assert.equal(await known(), defaultSettings);
  });

  it('are read anew for who is about to act', async () => {
    const source = open();
    const file = path.join(folder, 'a/.aitk-lint.yaml');
    const fresh = () => source.over(defaultSettings, uri(), true);
    assert.equal(await fresh(), defaultSettings);
    writeFileSync(file, 'rules: { ema-off: off }\n');
    assert.deepEqual((await fresh()).rules, { 'ema-off': 'off' });
    assert.equal(changes, 1, 'who has the old answer hears of it');
    rmSync(file);
    assert.equal(await fresh(), defaultSettings);
  });

  it('leave out what is wrong and say where', async () => {
    writeFileSync(path.join(folder, '.aitk-lint.yaml'), 'rules:\n  nonsense: error\n  ema-off: off\n');
    assert.deepEqual((await open().over(defaultSettings, uri(), false)).rules, { 'ema-off': 'off' });
    assert.match(warnings.join('\n'), /\.aitk-lint\.yaml:2:3: No rule has the code 'nonsense'/);
  });
});
