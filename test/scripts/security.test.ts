import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';

describe('the table of threats', () => {
  it('names a test for each answer, and each test is there', () => {
    const text = readFileSync(path.join(repositoryRoot, 'SECURITY.md'), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:Threat|---)/.test(line));
    assert.ok(rows.length > 12);
    for (const row of rows) {
      const files = [...row.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? '');
      assert.ok(files.length > 0, row);
      for (const file of files) assert.ok(existsSync(path.join(repositoryRoot, file)), file);
    }
  });
});
