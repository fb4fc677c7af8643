import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { globSync } from 'tinyglobby';
import { type Avoided, avoidedEverywhere, avoidedInTexts } from '../support/avoid-list';
import { repositoryRoot } from '../support/find-in-text';

const everything = [...avoidedEverywhere, ...avoidedInTexts];
const sources = ['core', 'common', 'server/src', 'cli/src', 'client/src', 'client/webviews'];

/** Lists the lines of files that have an avoided wording, as `path:line: the text (write …)`. */
function findAvoided(
  files: readonly string[],
  avoided: readonly Avoided[],
  isRead: (line: string, file: string) => boolean,
): string[] {
  return files.flatMap((file) =>
    readFileSync(path.join(repositoryRoot, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const hit = isRead(line, file) ? avoided.find(({ pattern }) => pattern.test(line)) : undefined;
        return hit ? [`${file}:${index + 1}: ${line.trim().slice(0, 200)} (write: ${hit.write})`] : [];
      }),
  );
}

function filesOf(patterns: readonly string[]): string[] {
  const files = globSync([...patterns], { cwd: repositoryRoot }).sort();
  assert.ok(files.length > 0, patterns.join());
  return files;
}

describe('plain English', () => {
  for (const { pattern, found, left } of everything) {
    it(`finds ${pattern.source.slice(0, 50)}`, () => {
      for (const text of found) assert.match(text, pattern);
      assert.doesNotMatch(left, pattern);
    });
  }

  it('is in every message', () =>
    assert.deepEqual(
      // The list of English words by which a caption is judged is not written by us.
      findAvoided(
        ['test/messages.snapshot.txt'],
        everything,
        (line) => !line.startsWith('\\n  a about above'),
      ),
      [],
    ));

  it('is in the docs', () =>
    assert.deepEqual(
      findAvoided(
        filesOf(['docs/**/*.md', '*.md', 'schemas/*.md', 'examples/**/*.md']),
        everything,
        // CONTRIBUTING.md has the list itself.
        (line, file) => !(file === 'CONTRIBUTING.md' && line.startsWith('|')),
      ),
      [],
    ));

  it('is in the facts', () =>
    assert.deepEqual(
      findAvoided(filesOf(['schemas/facts/*.json']), everything, (line) => !line.includes('"source"')),
      [],
    ));

  it('is in the comments', () =>
    assert.deepEqual(
      findAvoided(filesOf(sources.map((folder) => `${folder}/**/*.ts`)), avoidedEverywhere, (line) =>
        /^\s*(?:\/\*\*|\*|\/\/)/.test(line),
      ),
      [],
    ));
});
