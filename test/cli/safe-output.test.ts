import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { safeOutput } from '../../cli/src/safe-output';
import { repositoryRoot } from '../support/find-in-text';

const title = '\u001b]0;owned\u0007';

describe('what the command line writes to a terminal', () => {
  it('keeps colors, line breaks and tabs, and shows every other control', () => {
    assert.equal(safeOutput('\u001b[31mred\u001b[0m\t1\r\n'), '\u001b[31mred\u001b[0m\t1\r\n');
    assert.equal(safeOutput(`${title}a\u001b[2Jb\u009bc`), '\\x1b]0;owned\\x07a\\x1b[2Jb\\x9bc');
  });

  const skip = process.platform === 'win32' ? 'Windows has no such file names' : false;
  it('obeys neither a file name nor a key of a config', { skip }, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'names-'));
    try {
      const text =
        'job: extension\nconfig:\n  name: a\n  process:\n    - type: sd_trainer\n      "\\e]0;owned\\a": 1\n';
      writeFileSync(path.join(folder, `${title}.yaml`), text);
      const { stdout } = spawnSync(process.execPath, [path.join(repositoryRoot, 'dist/cli.js'), folder], {
        encoding: 'utf8',
      });
      assert.match(stdout, /owned/);
      assert.ok(!stdout.includes('\u001b]') && !stdout.includes('\u0007'), JSON.stringify(stdout));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
