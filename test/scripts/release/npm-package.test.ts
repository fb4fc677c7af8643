import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  createProtocolConnection,
  type InitializeResult,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type * as types from '../../../cli/npm-types';
import type * as source from '../../../cli/src/api';
import { repositoryRoot } from '../../support/find-in-text';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// The published types are those of the source; these lines do not compile otherwise.
true satisfies Same<types.LintOptions, source.LintOptions>;
true satisfies Same<types.LintResult, source.LintResult>;
true satisfies Same<Parameters<typeof types.lint>, Parameters<typeof source.lint>>;
true satisfies Same<ReturnType<typeof types.lint>, ReturnType<typeof source.lint>>;

const guide = path.join(repositoryRoot, 'examples/guide-as-written.yaml');

describe('the npm package', () => {
  let folder = '';
  let tarball = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'npm package '));
    const script = `import('./scripts/release/npm-package.mjs').then(async (m) => console.log(await m.packNpmPackage({ build: false })))`;
    tarball =
      execFileSync(process.execPath, ['-e', script], { cwd: repositoryRoot, encoding: 'utf8' })
        .trim()
        .split('\n')
        .at(-1) ?? '';
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const install = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(install.status, 0, install.stderr);
    cpSync(guide, path.join(folder, 'guide.yaml'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has no dependencies and is below 1 MB', () => {
    const lock = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
    assert.deepEqual(Object.keys(lock.packages), ['', 'node_modules/aitk-lint']);
    assert.ok(statSync(tarball).size < 1_000_000);
  });

  for (const name of ['aitk-lint', 'qwen-lora']) {
    it(`brings the program ${name}`, () => {
      const program = path.join(folder, 'node_modules/.bin', name);
      const { stdout, status } = spawnSync(program, ['guide.yaml'], { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stdout, /\[lost-gradients\]/);
      assert.match(
        spawnSync(program, ['check', '--explain', 'lost-gradients'], { encoding: 'utf8' }).stdout,
        /^# /,
      );
    });
  }

  it('brings the language server for other editors', async () => {
    const program = path.join(folder, 'node_modules/.bin/qwen-lora');
    const server = spawn(program, ['server'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(serverInfo?.name, 'qwen-lora');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    const [status] = await once(server, 'exit');
    assert.equal(status, 0);
  });

  it('brings an interface for programs', () => {
    const script = `
      const { lint } = require('aitk-lint');
      const text = require('node:fs').readFileSync('guide.yaml', 'utf8');
      const { isConfig, findings, fixed } = lint(text, { severities: { 'ema-off': 'off' } });
      console.log(JSON.stringify([isConfig, findings.length, fixed !== text, lint('a: 1').isConfig]));`;
    const answer = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' }),
    );
    assert.deepEqual([answer[0], answer[2], answer[3]], [true, true, false]);
    assert.ok(answer[1] > 5);
  });
});
