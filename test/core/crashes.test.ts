import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkAnswers, checkFindings, checkFixAll, parse } from '../support/any-text';
import { repositoryRoot } from '../support/find-in-text';

/** Texts that once broke a promise, found by `npm run fuzz`. */
const folder = path.join(repositoryRoot, 'test/fixtures/crashes');
const files = readdirSync(folder).sort();

describe('a text that once broke a promise', () => {
  assert.ok(files.length > 0);
  for (const file of files) {
    for (const format of ['yaml', 'json'] as const) {
      it(`keeps it now: ${file} as ${format}`, async () => {
        const parsed = parse(readFileSync(path.join(folder, file), 'utf8'), format);
        checkFindings(parsed);
        checkFixAll(parsed);
        await checkAnswers(parsed, [0, 0.25, 0.5, 0.75, 1]);
      });
    }
  }
});
