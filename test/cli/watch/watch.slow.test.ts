import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { failingLog } from '../../support/failing-log';

const home = mkdtempSync(path.join(tmpdir(), 'qwen-watch-'));
after(() => rmSync(home, { recursive: true }));
const main = path.resolve(import.meta.dirname, '../../../cli/src/main.ts');

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

function logOf(name: string, text: string): string {
  const file = path.join(home, name);
  writeFileSync(file, text);
  return file;
}

describe('qwen-lora watch', () => {
  test('prints the state as one object, with a log elsewhere and a folder that is not there', () => {
    const log = logOf('killed.log', failingLog({ phase: 'training' }));
    const { status, stdout } = run(
      'watch',
      path.join(home, 'none'),
      '--log',
      log,
      '--exit-code',
      '-9',
      '--json',
      '--once',
    );
    assert.equal(status, 1);
    const state: unknown = JSON.parse(stdout);
    assert.deepEqual(state, {
      job: 'maya',
      phase: 'training',
      step: 3,
      total: 12,
      result: 'failed',
      resumedStep: null,
      losses: { count: 1, first: 1, last: 1 },
      samples: { steps: [], count: 0 },
      checkpoints: [],
      final: false,
      incidents: [],
      reason: 'host-memory',
    });
  });
  test('finds the log in the folder, counts its images, and ends with a run that is over', () => {
    const folder = path.join(home, 'maya');
    mkdirSync(path.join(folder, 'samples'), { recursive: true });
    writeFileSync(path.join(folder, 'samples', '1763563000704__000000003_0.jpg'), '');
    writeFileSync(path.join(folder, 'maya.safetensors'), '');
    writeFileSync(path.join(folder, 'log.txt'), failingLog({ phase: 'finishing' }));
    const { status, stdout } = run('watch', folder, '--exit-code', '0');
    assert.equal(status, 0);
    assert.match(stdout, /Training of 'maya' finished after 12 steps\./);
    const { stdout: once } = run('watch', folder, '--exit-code', '0', '--json', '--once');
    assert.match(once, /"count": 1[\s\S]*"final": "maya\.safetensors"/);
  });
  test('refuses what it cannot use', () => {
    assert.equal(run('watch').status, 2);
    assert.equal(run('watch', path.join(home, 'none')).status, 2);
    assert.equal(run('watch', home, '--exit-code', 'x').status, 2);
  });
});

describe('qwen-lora explain', () => {
  test('tells a failure as JSON', () => {
    const log = logOf('full.log', failingLog({ phase: 'saving', error: 'I/O error (os error 112)' }));
    const { status, stdout } = run('explain', log, '--format', 'json', '--exit-code', '1');
    assert.equal(status, 1);
    assert.deepEqual(JSON.parse(stdout), {
      phase: 'saving',
      step: 3,
      total: 12,
      result: 'failed',
      reason: 'disk-full',
      warnings: [],
      message: "Training of 'maya' failed at step 3. The disk is full.",
      remedy:
        'Free space on the disk of training_folder, then start again. Nothing was saved, so the next start begins at step 0.',
      action: 'freeDisk',
    });
  });
  test('tells it in words, and refuses what is not there', () => {
    const log = logOf('odd.log', failingLog({ phase: 'caching', error: 'something new' }));
    const { stdout } = run('explain', log);
    assert.match(
      stdout,
      /ai-toolkit reported: something new\. It happened in jobs\/ExtensionJob\.py, line 22/,
    );
    assert.equal(run('explain', path.join(home, 'nothing')).status, 2);
  });
});
