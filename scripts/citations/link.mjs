import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { resolvePath } from './check-citations.mjs';
import { linkCitations } from './link-citations.mjs';

/**
 * `npm run citation-links` makes the citations in docs/ links to the commit of ai-toolkit that the facts describe.
 * With `--check` it writes nothing and fails if a page would change.
 */
function main(args) {
  const { commit } = readJson('schemas', 'facts', 'toolkit.json');
  const paths = Object.keys(readJson('schemas', 'citations.json'));
  const stale = [];
  for (const file of pages(join(repositoryRoot, 'docs'))) {
    const text = readFileSync(file, 'utf8');
    const linked = linkCitations(text, commit, (path) => resolvePath(path, paths));
    if (linked === text) continue;
    stale.push(file);
    if (!args.includes('--check')) writeFileSync(file, linked);
  }
  if (!args.includes('--check')) console.log(`${stale.length} pages changed`);
  else if (stale.length > 0) {
    console.error(`Run 'npm run citation-links'; it would change:\n${stale.join('\n')}`);
    return 1;
  }
  return 0;
}

function pages(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(repositoryRoot, ...path), 'utf8'));
}

process.exitCode = main(process.argv.slice(2));
