import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { listVsix } from './list-vsix';

const root = join(__dirname, '..', '..', '..');
const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
assert.ok(typeof manifest === 'object' && manifest !== null && 'version' in manifest);
const vsix = join(root, `qwen-lora-trainer-${String(manifest.version)}.vsix`);

test('the package holds exactly what its users need', () => {
  const pages = readdirSync(join(root, 'docs', 'rules')).filter((name) => name.endsWith('.md'));
  const pictures = readdirSync(join(root, 'images', 'walkthrough'));
  const programs = readdirSync(join(root, 'cli', 'rehearsal')).filter((name) => name.endsWith('.py'));
  const webviews = readdirSync(join(root, 'client', 'webviews'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(root, 'client', 'webviews', entry.name, 'main.ts')),
    )
    .flatMap(({ name }) => [`${name}.js`, `${name}.css`]);
  const wanted = [
    '[Content_Types].xml',
    'extension.vsixmanifest',
    'extension/LICENSE.txt',
    'extension/client/control/control.py',
    'extension/changelog.md',
    'extension/dist/cli.js',
    'extension/dist/client.js',
    'extension/dist/compiled-schema.js',
    'extension/dist/disk-worker.js',
    'extension/dist/server.js',
    'extension/dist/third-party-notices.txt',
    'extension/dist/toolkit-worker.js',
    'extension/dist/uninstall.js',
    'extension/docs/guide.md',
    'extension/images/icon.png',
    'extension/package.json',
    'extension/readme.md',
    'extension/schemas/ai-toolkit.schema.json',
    'extension/snippets/ai-toolkit.code-snippets',
    ...pages.map((name) => `extension/docs/rules/${name}`),
    'extension/dist/webviews/codicon.ttf',
    'extension/images/activity.svg',
    ...webviews.map((name) => `extension/dist/webviews/${name}`),
    ...programs.map((name) => `extension/cli/rehearsal/${name}`),
    ...pictures.map((name) => `extension/images/walkthrough/${name}`),
  ];
  assert.ok(pages.length > 0 && pictures.length > 0);
  const found = listVsix(vsix);
  assert.deepEqual(
    {
      missing: wanted.filter((name) => !found.includes(name)),
      unwanted: found.filter((name) => !wanted.includes(name)),
    },
    { missing: [], unwanted: [] },
  );
});

test('the package is below 2 MB', () => {
  assert.ok(statSync(vsix).size < 2_000_000, `${statSync(vsix).size} bytes`);
});

test('the server is one minified bundle below 850 kB', () => {
  const { size } = statSync(join(root, 'dist', 'server.js'));
  assert.ok(size < 850_000, `${size} bytes`);
});

test('the licenses of all bundled packages are in the package', () => {
  const notices = readFileSync(join(root, 'dist', 'third-party-notices.txt'), 'utf8');
  for (const name of [
    'yaml',
    'vscode-languageclient',
    'vscode-languageserver',
    'ajv',
    'uplot',
    '@vscode/codicons',
    'image-size',
  ]) {
    assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+.* \\(`, 'm'), name);
  }
  assert.match(notices, /Permission is hereby granted|Redistribution and use/);
});
