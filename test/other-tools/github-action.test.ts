import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { parse } from 'yaml';
import { repositoryRoot } from '../support/find-in-text';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action: Action = parse(readFileSync(path.join(repositoryRoot, 'action.yml'), 'utf8'));
const folder = mkdtempSync(path.join(tmpdir(), 'action '));
const summaryFile = path.join(folder, 'summary.md');

/** Runs the steps as a runner does: `bash -e` with the inputs in place of the expressions. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const all = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, inputs[name] ?? input.default]),
  );
  const withInputs = (text: string) =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => {
      const value = all[name];
      assert.notEqual(value, undefined, `The input ${name} is declared.`);
      return value ?? '';
    });
  let output = '';
  for (const step of action.runs.steps) {
    assert.equal(step.shell, 'bash');
    assert.doesNotMatch(step.run, /\$\{\{/, 'No expression stands in a script.');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, text]) => [name, withInputs(text)]),
    );
    const run = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GITHUB_ACTION_PATH: repositoryRoot,
        GITHUB_STEP_SUMMARY: summaryFile,
        ...env,
      },
    });
    output += run.stdout + run.stderr;
    if (run.status !== 0) return { status: run.status, output };
  }
  return { status: 0, output };
}

describe('the GitHub Action', () => {
  beforeEach(() => {
    cpSync(path.join(repositoryRoot, 'examples/guide-as-written.yaml'), path.join(folder, 'guide.yaml'));
    rmSync(summaryFile, { force: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('annotates, fails, and writes a summary and a SARIF file', () => {
    const { status, output } = runAction({ sarif: 'found.sarif' });
    assert.equal(status, 1);
    assert.match(output, /^::error file=guide\.yaml,line=56,/m);
    assert.match(readFileSync(summaryFile, 'utf8'), /### guide\.yaml[\s\S]*\| 56 \| ❌ error \|/);
    const sarif = JSON.parse(readFileSync(path.join(folder, 'found.sarif'), 'utf8'));
    assert.ok(sarif.runs[0].results.length > 5);
  });

  it('passes on what is off, and writes no SARIF file unless it is asked', () => {
    rmSync(path.join(folder, 'found.sarif'), { force: true });
    const { status, output } = runAction({ severity: 'qwen-arch-missing=off\n', files: 'guide.yaml\n' });
    assert.equal(status, 0, output);
    assert.ok(!existsSync(path.join(folder, 'found.sarif')));
  });

  it('says what is wrong with an input', () => {
    const { status, output } = runAction({ 'fail-on': 'never' });
    assert.equal(status, 2);
    assert.match(output, /--fail-on is error or warning, not 'never'/);
  });

  it('treats hostile inputs as text', () => {
    const evil = path.join(folder, 'evil');
    writeFileSync(path.join(folder, '$(touch evil).yaml'), 'job: extension\n');
    runAction({
      files: `$(touch evil).yaml\n\`touch evil\`\n"; touch evil; "`,
      severity: '$(touch evil)=off',
      sarif: '$(touch evil)',
    });
    assert.ok(!existsSync(evil));
  });
});
