import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../support/find-in-text';

const folder = path.join(repositoryRoot, 'client/webviews');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

describe('the pages', () => {
  it('make no markup and no code of text, which may come from a log, a caption or a file name', () => {
    assert.ok(files.length > 10);
    for (const file of files) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      assert.doesNotMatch(
        source,
        /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)/,
        file,
      );
    }
  });

  it('load nothing but their own scripts, styles and the images that they are handed', () => {
    const source = readFileSync(path.join(repositoryRoot, 'client/src/views/page-html.ts'), 'utf8');
    assert.match(source, /default-src 'none'/);
    assert.doesNotMatch(source, /script-src[^;]*(?:unsafe-inline|unsafe-eval|https?:)/);
  });
});
