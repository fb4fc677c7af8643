import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { findCitations } from './find-citations.mjs';

const folders = ['core', 'server', 'cli', 'client', 'common', 'docs', 'schemas', 'test', 'scripts'];
const kinds = /\.(?:ts|mjs|md|json|py)$/;
/** Generated, or citations of a pretend checkout. */
const leftOut =
  /^(?:test\/fixtures|test\/scripts|scripts\/citations|schemas\/(?:ai-toolkit\.schema|citations)\.json)/;

/** Every citation in the project's files, those of facts with the key that they prove. */
export function collectCitations() {
  const listed = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', ...folders, 'README.md', 'CONTRIBUTING.md'],
    {
      cwd: repositoryRoot,
      encoding: 'utf8',
    },
  );
  return listed
    .split('\n')
    .filter((file) => kinds.test(file) && !leftOut.test(file))
    .flatMap((file) => citationsIn(file, readFileSync(join(repositoryRoot, file), 'utf8')));
}

/**
 * The citations in one of our files.
 *
 * @param {string} file its path from the repository's root
 * @param {string} text
 */
export function citationsIn(file, text) {
  const facts = file.startsWith('schemas/facts/') ? keysOfFacts(JSON.parse(text)) : [];
  return findCitations(text).map((citation, index) => ({
    ...citation,
    file,
    line: text.slice(0, citation.at).split('\n').length,
    ...facts[index],
  }));
}

/**
 * For each citation in a facts file, in the order of the file: the key that it proves, and since when ai-toolkit has it.
 */
function keysOfFacts(facts) {
  const found = [];
  const visit = (value, key, parent, since) => {
    if (typeof value === 'string') {
      for (const _ of findCitations(JSON.stringify(value))) {
        found.push({ ...(parent === 'keys' ? { key } : {}), ...(since === undefined ? {} : { since }) });
      }
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, key, parent, since);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) {
        const isFact = typeof inner === 'object' && !Array.isArray(inner);
        const own = value.since ?? since;
        if (isFact) visit(inner, name, key, inner.since ?? own);
        else visit(inner, key, parent, own);
      }
    }
  };
  visit(facts, undefined, undefined, undefined);
  return found;
}
