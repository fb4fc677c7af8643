import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';
import { whyWithout } from '../support/other-tool';

const folder = mkdtempSync(path.join(tmpdir(), 'pre-commit-'));
const source = path.join(folder, 'source');
const project = path.join(folder, 'project');

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8' }).trim();
}

/** The repository as a clone of its own, with what is not committed yet. */
function commitSource(): string {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    // A file that is deleted but not committed yet is listed too.
    if (existsSync(path.join(repositoryRoot, file))) {
      cpSync(path.join(repositoryRoot, file), path.join(source, file));
    }
  }
  git(source, 'init', '-q');
  git(source, 'add', '-A');
  git(source, 'commit', '-qm', 'All files');
  return git(source, 'rev-parse', 'HEAD');
}

function preCommit(...args: string[]) {
  const run = spawnSync('pre-commit', args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PRE_COMMIT_HOME: path.join(folder, 'home') },
    timeout: 8 * 60_000,
  });
  return { status: run.status, output: `${run.stdout}${run.stderr}` };
}

describe('the hooks for pre-commit', { skip: whyWithout('pre-commit') }, () => {
  before(() => {
    mkdirSync(source);
    mkdirSync(project);
    const commit = commitSource();
    git(project, 'init', '-q');
    cpSync(path.join(repositoryRoot, 'examples/guide-as-written.yaml'), path.join(project, 'maya.yaml'));
    writeFileSync(path.join(project, 'compose.yaml'), 'services: {}\n');
    writeFileSync(
      path.join(project, '.pre-commit-config.yaml'),
      [
        'repos:',
        `  - repo: ${source}`,
        `    rev: ${commit}`,
        '    hooks:',
        '      - id: aitk-lint',
        '      - id: aitk-lint-fix',
        '',
      ].join('\n'),
    );
    git(project, 'add', '-A');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('refuse a commit with an error, and leave other YAML alone', () => {
    const { status, output } = preCommit('run', 'aitk-lint', '--all-files');
    assert.equal(status, 1, output);
    assert.match(output, /check ai-toolkit configs\.+Failed/);
    assert.match(output, /maya\.yaml:56:7: error: .*\[qwen-arch-missing\]/);
    assert.match(output, /^1 config checked/m);
  });

  it('fix what is safe to fix', () => {
    const { status, output } = preCommit('run', 'aitk-lint-fix', '--all-files');
    assert.equal(status, 1, output);
    assert.match(output, /files were modified by this hook/);
    assert.match(readFileSync(path.join(project, 'maya.yaml'), 'utf8'), /arch: "?qwen_image/);
  });

  it('pass when nothing is wrong any more', () => {
    const fixed = readFileSync(path.join(project, 'maya.yaml'), 'utf8');
    assert.match(fixed, /arch:/);
    git(project, 'add', '-A');
    const { status, output } = preCommit('run', '--all-files');
    assert.equal(status, 0, output);
  });
});
