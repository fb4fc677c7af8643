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
let warnings: string[] = [];
const silent = () => undefined;
const logger = {
  error: silent,
  warn: (message: string) => void warnings.push(message),
  info: silent,
  debug: silent,
};
const uri = () => pathToFileURL(path.join(folder, 'a/b/config.yaml')).href;
const open = () => openProjectSettings(logger, () => time);

describe('project settings in the server', () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'project '));
    mkdirSync(path.join(folder, 'a/b'), { recursive: true });
    warnings = [];
    time = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are the user settings, unchanged, without a project file', async () => {
    assert.equal(await open().over(defaultSettings, uri()), defaultSettings);
    assert.equal(await open().over(defaultSettings, 'untitled:one'), defaultSettings);
  });

  it('win over the user settings, from the nearest folder', async () => {
    writeFileSync(path.join(folder, '.aitk-lint.yaml'), 'rules: { ema-off: error }\n');
    writeFileSync(
      path.join(folder, 'a/.aitk-lint.yaml'),
      'rules: { ema-off: off }\nuseCase: style\nexclude: ["old/*"]\n',
    );
    const user = { ...defaultSettings, rules: { 'ema-off': 'hint', 'lost-gradients': 'hint' } as const };
    const merged = await open().over(user, uri());
    assert.deepEqual(merged.rules, { 'ema-off': 'off', 'lost-gradients': 'hint' });
    assert.equal(merged.useCase, 'style');
    assert.match(merged.exclude[0] ?? '', /a\/old\/\*$/);
  });

  it('stay the same object until the file changes, and follow its changes', async () => {
    const source = open();
    const file = path.join(folder, 'a/.aitk-lint.yaml');
    writeFileSync(file, 'rules: { ema-off: off }\n');
    const first = await source.over(defaultSettings, uri());
    time = 5000;
    assert.equal(await source.over(defaultSettings, uri()), first);
    writeFileSync(file, 'rules: { ema-off: warning }  # longer\n');
    time = 10_000;
    assert.deepEqual((await source.over(defaultSettings, uri())).rules, { 'ema-off': 'warning' });
    rmSync(file);
    time = 15_000;
    assert.equal(await source.over(defaultSettings, uri()), defaultSettings);
  });

  it('leave out what is wrong and say where', async () => {
    writeFileSync(path.join(folder, '.aitk-lint.yaml'), 'rules:\n  nonsense: error\n  ema-off: off\n');
    assert.deepEqual((await open().over(defaultSettings, uri())).rules, { 'ema-off': 'off' });
    assert.match(warnings.join('\n'), /\.aitk-lint\.yaml:2:3: No rule has the code 'nonsense'/);
  });
});
