import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The tests' helpers are TypeScript that asks for its own folder, which only `require` gives it.
const require = createRequire(import.meta.url);
const { findInText, findWithDisk } = require('../../test/support/find-in-text.ts');
const { inMemoryDisk } = require('../../test/support/in-memory-disk.ts');
const { readMarkers } = require('../../test/support/markers.ts');

/**
 * Every distinct message, with its fixes' titles and the texts at related places, that the fixtures of rules show.
 *
 * @param {string} fixtures the folder with a folder for each code
 * @returns {Promise<Map<string, string[]>>} sorted lines by code
 */
export async function foundMessages(fixtures) {
  const byCode = new Map();
  for (const code of readdirSync(fixtures).sort()) {
    const found = new Set();
    for (const finding of await findingsOf(join(fixtures, code))) {
      if (finding.code !== code) continue;
      found.add(`${finding.severity}: ${oneLine(finding.message)}`);
      for (const { message } of finding.related ?? []) found.add(`related: ${oneLine(message)}`);
      for (const { title, safe } of finding.fixes ?? [])
        found.add(`${safe ? 'safe fix' : 'fix'}: ${oneLine(title)}`);
    }
    byCode.set(code, [...found].sort());
  }
  return byCode;
}

async function findingsOf(folder) {
  const found = [];
  const names = readdirSync(folder).filter((name) => /(?<!\.fixed)\.ya?ml$/.test(name));
  for (const name of names.sort()) {
    const { text } = readMarkers(readFileSync(join(folder, name), 'utf8'));
    const tree = join(folder, name.replace(/\.ya?ml$/, '.files.json'));
    found.push(
      ...(existsSync(tree)
        ? await findWithDisk(text, inMemoryDisk(JSON.parse(readFileSync(tree, 'utf8'))))
        : findInText(text)),
    );
  }
  return found;
}

function oneLine(text) {
  return text.replaceAll('\n', '\\n');
}
