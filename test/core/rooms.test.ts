import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';

it('names every room of the core in its README and in CONTRIBUTING', () => {
  const rooms = readdirSync(path.join(repositoryRoot, 'core'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const readme = readFileSync(path.join(repositoryRoot, 'core/README.md'), 'utf8');
  const named = [...readme.matchAll(/^\| `([a-z]+)\/` \|/gm)].map(([, name]) => name).sort();
  assert.deepEqual(named, rooms);
  const guide = readFileSync(path.join(repositoryRoot, 'CONTRIBUTING.md'), 'utf8');
  for (const room of rooms) assert.match(guide, new RegExp(`^  ${room}/ `, 'm'));
});
