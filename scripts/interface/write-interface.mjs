import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { interfacePage } from './interface-page.mjs';

// Writes docs/interface.md from the manifest; with --check it only compares and exits 1 when the page is stale.
const file = join(repositoryRoot, 'docs', 'interface.md');
const page = interfacePage(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== page) {
    console.error('docs/interface.md is stale: run `npm run interface`.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, page);
}
