import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../support/find-in-text';

interface JsonFile {
  path: string;
  diagnostics: {
    code: string;
    severity: string;
    message: string;
    range: { start: { line: number; character: number }; end: { line: number; character: number } };
    configPath: string;
    fixable: boolean;
    documentation: string;
  }[];
}

const guide = path.join(repositoryRoot, 'examples/guide-as-written.yaml');
const clean = 'examples/maya-qwen-image.yaml';

describe('aitk-lint', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aitk-lint '));
    copyFileSync(guide, path.join(folder, 'guide.yaml'));
    mkdirSync(path.join(folder, 'deeper'));
    copyFileSync(path.join(repositoryRoot, clean), path.join(folder, 'deeper', 'clean.yml'));
    writeFileSync(path.join(folder, 'docker-compose.yaml'), 'services:\n  web:\n    image: nginx\n');
    writeFileSync(path.join(folder, 'notes.txt'), 'nothing\n');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('prints findings like a compiler, with the source line and carets', () => {
    const { stdout, status } = lint(folder, ['guide.yaml']);
    assert.equal(status, 1);
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.endsWith('[lost-gradients]'));
    assert.match(lines[at] ?? '', /^guide\.yaml:\d+:9: warning: /);
    assert.match(lines[at + 1] ?? '', /^ +\d+ \| {9}gradient_accumulation_steps: 4/);
    assert.match(lines[at + 2] ?? '', /^ +\| {9}\^{27}$/);
    assert.match(stdout, /1 config checked: 1 error, \d+ warnings.* with a fix\.\n$/);
    assert.ok(!stdout.includes('\u001b'), 'no colours where no terminal is');
  });

  it('prints colours when forced', () => {
    const { stdout } = lint(folder, ['guide.yaml'], { env: { FORCE_COLOR: '1' } });
    assert.ok(stdout.includes('\u001b[31m'));
  });

  it('prints JSON with ranges, paths in the config, and pages that exist', () => {
    const { stdout, status } = lint(folder, ['--format', 'json', 'guide.yaml', 'deeper/clean.yml']);
    assert.equal(status, 1);
    const files: JsonFile[] = JSON.parse(stdout);
    assert.deepEqual(
      files.map((file) => file.path),
      ['guide.yaml', path.join('deeper', 'clean.yml')],
    );
    const found = files[0]?.diagnostics ?? [];
    const dtype = found.find((diagnostic) => diagnostic.code === 'qwen-quantize-dtype');
    assert.equal(dtype?.configPath, 'config.process[0].model.quantize_dtype');
    assert.equal(dtype?.severity, 'warning');
    assert.equal(dtype?.fixable, true);
    const line = readFileSync(guide, 'utf8').split('\n')[dtype?.range.start.line ?? -1] ?? '';
    assert.equal(line.slice(dtype?.range.start.character, dtype?.range.end.character), 'quantize_dtype');
    for (const diagnostic of found) {
      assert.ok(
        readFileSync(fileURLToPath(diagnostic.documentation), 'utf8').startsWith(`# ${diagnostic.code}`),
      );
    }
    const errors = found.filter((diagnostic) => diagnostic.severity === 'error');
    assert.deepEqual(
      errors.map(({ code, configPath }) => [code, configPath]),
      [['qwen-arch-missing', 'config.process[0].model']],
    );
  });

  it('mends what is safe, keeps every comment, and leaves no error', () => {
    const file = path.join(folder, 'mended.yaml');
    copyFileSync(guide, file);
    assert.equal(lint(folder, ['--fix', 'mended.yaml']).status, 0);
    const before = readFileSync(guide, 'utf8');
    const after = readFileSync(file, 'utf8');
    for (const expected of [
      /^ +arch: "?qwen_image"?/m,
      /^ +qtype: "int8"/m,
      /^ +gradient_accumulation: 4$/m,
    ]) {
      assert.match(after, expected);
    }
    assert.equal(after.match(/^ +resolution: 1024$/gm)?.length, 2);
    for (const [comment] of before.matchAll(/#.*$/gm)) assert.ok(after.includes(comment), comment);
    const again = lint(folder, ['--fix', 'mended.yaml']);
    assert.equal(readFileSync(file, 'utf8'), after);
    assert.equal(again.status, 0);
  });

  it('reads standard input, and writes the mended text to standard output', () => {
    const input = readFileSync(guide, 'utf8');
    const checked = lint(folder, ['--format', 'json', '-'], { input });
    assert.equal(checked.status, 1);
    const files: JsonFile[] = JSON.parse(checked.stdout);
    assert.equal(files[0]?.path, '-');
    const mended = lint(folder, ['--fix', '-'], { input });
    assert.equal(mended.status, 0);
    assert.match(mended.stdout, /^ +gradient_accumulation: 4$/m);
    assert.match(mended.stderr, /1 config checked/);
  });

  it('searches folders and globs for configs and passes over other files', () => {
    const inFolder = lint(folder, ['--format', 'json', '.']);
    const paths = (text: string) =>
      (JSON.parse(text) as JsonFile[]).map((file) => file.path.replaceAll('\\', '/'));
    assert.ok(paths(inFolder.stdout).includes('guide.yaml'));
    assert.ok(paths(inFolder.stdout).includes('deeper/clean.yml'));
    assert.ok(!paths(inFolder.stdout).includes('docker-compose.yaml'));
    assert.deepEqual(paths(lint(folder, ['--format', 'json', '**/*.yml']).stdout), ['deeper/clean.yml']);
    assert.equal(inFolder.stderr, '');
  });

  it('fails on warnings when asked to', () => {
    const text = readFileSync(path.join(repositoryRoot, clean), 'utf8');
    assert.equal(lint(folder, ['-'], { input: text }).status, 0);
    const warned = text.replace('batch_size: 1', 'batch_size: 1\n        gradient_accumulation_steps: 2');
    assert.equal(lint(folder, ['-'], { input: warned }).status, 0);
    assert.equal(lint(folder, ['--fail-on', 'warning', '-'], { input: warned }).status, 1);
  });

  it('names what it cannot use, checks the rest, and exits with 2', () => {
    const inputs = ['missing.yaml', 'notes.txt', 'docker-compose.yaml', 'deeper/clean.yml'];
    const { stdout, stderr, status } = lint(folder, ['--format', 'json', ...inputs]);
    assert.equal(status, 2);
    for (const name of inputs.slice(0, 3)) assert.ok(stderr.includes(name), `${name} in:\n${stderr}`);
    assert.equal((JSON.parse(stdout) as JsonFile[]).length, 1);
  });

  it('explains itself, and what is wrong with its arguments', () => {
    assert.match(lint(folder, ['--help']).stdout, /^Usage: qwen-lora/);
    for (const args of [[], ['--format', 'xml', '.'], ['--fail-on', 'hint', '.'], ['--what', '.']]) {
      const { status, stderr } = lint(folder, args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, /^aitk-lint: .+\n\nUsage/);
    }
  });
});

function lint(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): { stdout: string; stderr: string; status: number | null } {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  return spawnSync(process.execPath, [path.join(repositoryRoot, 'dist/cli.js'), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...rest, ...env },
  });
}
