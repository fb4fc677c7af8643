import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';

const guide = path.join(repositoryRoot, 'examples/guide-as-written.yaml');
let folder = '';

function check(args: readonly string[], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [path.join(repositoryRoot, 'dist/cli.js'), 'check', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

describe('qwen-lora check', () => {
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen lora '));
    cpSync(guide, path.join(folder, 'guide.yaml'));
    // Folders below a variable are not looked for, so that this config has no finding.
    const example = readFileSync(path.join(repositoryRoot, 'examples/maya-qwen-image.yaml'), 'utf8');
    writeFileSync(path.join(folder, 'clean.yaml'), example.replaceAll('"dataset/', '"${DATA}/'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('writes Markdown that shows hostile text as text', () => {
    writeFileSync(
      path.join(folder, 'a|b.yaml'),
      readFileSync(guide, 'utf8').replace('maya_char', '<b>|@all'),
    );
    const { stdout, status } = check(['--format', 'markdown', 'a|b.yaml', 'clean.yaml', 'missing.yaml']);
    assert.equal(status, 2);
    const lines = stdout.split('\n');
    assert.equal(lines[0], '## ai-toolkit configs');
    assert.match(lines[2] ?? '', /^2 configs checked: 1 error, /);
    assert.ok(lines.includes('### a\\|b.yaml'));
    assert.match(stdout, /^\| 56 \| ❌ error \| .*\(qwen-arch-missing\) \|$/m);
    assert.doesNotMatch(stdout, /<b>|[^;]@all/);
    assert.match(stdout, /^- \*\*missing\.yaml\*\*: /m);
    rmSync(path.join(folder, 'a|b.yaml'));
  });

  it('leaves out named files that are no configs with --configs-only', () => {
    writeFileSync(path.join(folder, 'compose.yaml'), 'services: {}\n');
    assert.equal(check(['clean.yaml', 'compose.yaml']).status, 2);
    const { status, stdout } = check(['--configs-only', 'clean.yaml', 'compose.yaml']);
    assert.equal(status, 0);
    assert.match(stdout, /^1 config checked/m);
    assert.equal(check(['--configs-only', 'missing.yaml']).status, 2);
  });

  it('writes SARIF with rules, pages, fixes and relative places', () => {
    const { stdout, status } = check(['--format', 'sarif', 'guide.yaml', 'clean.yaml']);
    assert.equal(status, 1);
    const { version, runs } = JSON.parse(stdout);
    const [run] = runs;
    assert.equal(version, '2.1.0');
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.ok(run.results.length > 5);
    for (const result of run.results) {
      const rule = run.tool.driver.rules[result.ruleIndex];
      assert.equal(rule.id, result.ruleId);
      assert.match(rule.help.markdown, /## /, `${rule.id} has its page`);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      assert.deepEqual(artifactLocation, { uri: 'guide.yaml', uriBaseId: '%SRCROOT%' });
      assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine);
    }
    assert.ok(run.results.some((result: { fixes?: unknown[] }) => result.fixes?.length === 1));
  });

  it('keeps fingerprints when lines move', () => {
    const prints = (file: string) =>
      JSON.parse(check(['--format', 'sarif', file]).stdout).runs[0].results.map(
        (result: { partialFingerprints: object }) => JSON.stringify(result.partialFingerprints),
      );
    const beforeMove = prints('guide.yaml');
    const text = readFileSync(path.join(folder, 'guide.yaml'), 'utf8');
    writeFileSync(path.join(folder, 'guide.yaml'), `# moved\n# down\n${text}`);
    assert.deepEqual(prints('guide.yaml'), beforeMove);
    assert.equal(new Set(beforeMove).size, beforeMove.length);
    writeFileSync(path.join(folder, 'guide.yaml'), text);
  });

  it('writes annotations that hostile names cannot break', () => {
    const name = 'a,b:c%.yaml';
    cpSync(guide, path.join(folder, name));
    const lines = check(['--format', 'github', name]).stdout.trimEnd().split('\n');
    rmSync(path.join(folder, name));
    assert.ok(lines.length > 5);
    for (const line of lines) {
      assert.match(line, /^::(?:error|warning|notice) file=a%2Cb%3Ac%25\.yaml,line=\d+,endLine=\d+,/);
      assert.match(line, /,title=[a-z0-9-]+::\S/);
    }
  });

  it('writes GitLab issues and JUnit XML', () => {
    const issues = JSON.parse(check(['--format', 'gitlab', 'guide.yaml']).stdout);
    assert.ok(issues.every((issue: { fingerprint: string }) => issue.fingerprint !== ''));
    assert.ok(issues.some((issue: { severity: string }) => issue.severity === 'critical'));
    const xml = check(['--format', 'junit', 'guide.yaml', 'clean.yaml']).stdout;
    assert.match(xml, /<testsuite name="guide.yaml" tests="\d+" failures="\d+" errors="0">/);
    assert.match(xml, /<testcase name="no findings" classname="clean.yaml"\/>/);
    // Attribute values contain no raw quotes or angle brackets.
    for (const [, value = ''] of xml.matchAll(/message="([^"]*)"/g)) assert.doesNotMatch(value, /[<>]/);
  });

  it('writes the report to a file', () => {
    const { stdout } = check(['--format', 'json', '--output', 'report.json', 'guide.yaml']);
    assert.equal(stdout, '');
    assert.equal(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))[0].path, 'guide.yaml');
  });

  it('shows what --fix would change, and changes nothing', () => {
    const text = readFileSync(path.join(folder, 'guide.yaml'), 'utf8');
    const { stdout, status } = check(['--diff', 'guide.yaml']);
    assert.equal(status, 1);
    assert.match(stdout, /^--- a\/guide\.yaml$/m);
    assert.match(stdout, /^-\s+quantize_dtype: "int8"$/m);
    assert.equal(readFileSync(path.join(folder, 'guide.yaml'), 'utf8'), text);
    assert.deepEqual(
      [check(['--diff', 'clean.yaml']).stdout, check(['--diff', 'clean.yaml']).status],
      ['', 0],
    );
  });

  it('takes severities from options, then from the project file', () => {
    const severityOf = (args: string[]) =>
      JSON.parse(check(['--format', 'json', ...args, 'deep/er/guide.yaml']).stdout)[0].diagnostics.find(
        (each: { code: string }) => each.code === 'lost-gradients',
      )?.severity;
    mkdirSync(path.join(folder, 'deep/er'), { recursive: true });
    cpSync(guide, path.join(folder, 'deep/er/guide.yaml'));
    assert.equal(severityOf([]), 'warning');
    writeFileSync(path.join(folder, 'deep/.aitk-lint.yaml'), 'rules:\n  lost-gradients: hint\n');
    assert.equal(severityOf([]), 'hint');
    assert.equal(severityOf(['--severity', 'lost-gradients=error']), 'error');
    writeFileSync(path.join(folder, 'deep/.aitk-lint.yaml'), 'rules:\n  lost-gradients: off\n');
    assert.equal(severityOf([]), undefined);
    writeFileSync(path.join(folder, 'other.yaml'), 'rules: { lost-gradients: information }\n');
    assert.equal(severityOf(['--config', 'other.yaml']), 'information');
  });

  it('leaves out and takes in what the project file says', () => {
    mkdirSync(path.join(folder, 'globs/old'), { recursive: true });
    cpSync(guide, path.join(folder, 'globs/old/guide.yaml'));
    cpSync(guide, path.join(folder, 'globs/guide.yaml'));
    writeFileSync(path.join(folder, 'globs/.aitk-lint.yaml'), 'exclude:\n  - "old/**"\n');
    const paths = JSON.parse(check(['--format', 'json', 'globs']).stdout).map(
      (file: { path: string }) => file.path,
    );
    assert.deepEqual(paths, [path.join('globs', 'guide.yaml')]);
  });

  it('reports a wrong project file at its own lines, once', () => {
    mkdirSync(path.join(folder, 'wrong'), { recursive: true });
    for (const name of ['a.yaml', 'b.yaml']) cpSync(guide, path.join(folder, 'wrong', name));
    writeFileSync(
      path.join(folder, 'wrong/.aitk-lint.yaml'),
      'rules:\n  no-such-rule: error\n  lost-gradients: loud\nfoo: 1\n',
    );
    const { stderr, status } = check(['wrong']);
    assert.equal(status, 2);
    for (const place of ['.aitk-lint.yaml:2:3: ', '.aitk-lint.yaml:3:19: ', '.aitk-lint.yaml:4:1: ']) {
      assert.equal(stderr.split(place).length, 2, `${place} in\n${stderr}`);
    }
  });

  it('lists and explains codes', () => {
    assert.match(check(['--rules']).stdout, /^lost-gradients +warning +/m);
    assert.match(check(['--explain', 'lost-gradients']).stdout, /^# .*lost-gradients/);
    assert.equal(check(['--explain', 'no-such-code']).status, 2);
  });

  it('checks many files in threads with the same report', () => {
    const many = path.join(folder, 'many');
    mkdirSync(many);
    for (let at = 0; at < 40; at++)
      cpSync(guide, path.join(many, `config-${String(at).padStart(2, '0')}.yaml`));
    writeFileSync(path.join(many, 'broken.yaml'), Buffer.from([0xff, 0xfe, 0xfa]));
    const one = check(['--jobs', '1', 'many']);
    const three = check(['--jobs', '3', 'many']);
    assert.deepEqual(three, one);
    assert.equal(one.status, 2);
    assert.match(one.stderr, /broken\.yaml: the file is not UTF-8 text/);
  });

  it('writes fixes in one step and keeps links, modes and hard links', () => {
    const real = path.join(folder, 'real.yaml');
    cpSync(guide, real);
    chmodSync(real, 0o640);
    symlinkSync(real, path.join(folder, 'link.yaml'));
    check(['--fix', 'link.yaml']);
    assert.match(readFileSync(real, 'utf8'), /qtype: "int8"/);
    assert.equal(statSync(real).mode & 0o777, 0o640);
    const hard = path.join(folder, 'hard.yaml');
    cpSync(guide, hard);
    linkSync(hard, path.join(folder, 'same.yaml'));
    check(['--fix', 'hard.yaml']);
    assert.equal(readFileSync(path.join(folder, 'same.yaml'), 'utf8'), readFileSync(hard, 'utf8'));
    assert.ok(!existsSync(path.join(folder, `.real.yaml.${process.pid}.tmp`)));
  });

  it('says what cannot be used, and never calls it clean', () => {
    for (const args of [
      ['--format', 'xml', 'guide.yaml'],
      ['--jobs', '0', 'guide.yaml'],
      ['--severity', 'x', 'guide.yaml'],
      ['--fix', '--diff', 'guide.yaml'],
      ['no-such-folder'],
      ['--toolkit', '.', 'guide.yaml'],
      [],
    ]) {
      const { status, stderr } = check(args);
      assert.equal(status, 2, args.join(' '));
      assert.notEqual(stderr, '');
    }
  });

  it('prints no colors when asked not to', () => {
    assert.ok(!check(['--no-color', 'guide.yaml'], { FORCE_COLOR: '1' }).stdout.includes('\u001b'));
  });

  it('prints completion scripts that the shells accept', () => {
    const script = (shell: string) =>
      spawnSync(process.execPath, [path.join(repositoryRoot, 'dist/cli.js'), 'completion', shell], {
        encoding: 'utf8',
      }).stdout;
    const bash = spawnSync('bash', ['-n'], { input: script('bash'), encoding: 'utf8' });
    assert.deepEqual([bash.status, bash.stderr], [0, '']);
    for (const shell of ['zsh', 'fish']) assert.match(script(shell), /qwen-lora/);
  });
});
