import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';
import { foundMessages } from './found-messages.mjs';
import { textsInSource } from './texts-in-source.mjs';

const snapshot = join(repositoryRoot, 'test', 'messages.snapshot.txt');

/**
 * `npm run messages` writes every text that users read to test/messages.snapshot.txt, so that a change can be reviewed
 * at a glance. With `--check` it writes nothing and fails if the file is out of date. After a merge conflict in the
 * file, run it again.
 */
async function main(args) {
  const text = await snapshotText();
  const before = existsSync(snapshot) ? readFileSync(snapshot, 'utf8') : '';
  if (before === text) return 0;
  if (args.includes('--check')) {
    console.error(`test/messages.snapshot.txt is out of date. Run 'npm run messages', and read the change:`);
    console.error(difference(before, text).join('\n'));
    return 1;
  }
  writeFileSync(snapshot, text);
  console.log(`test/messages.snapshot.txt has ${text.split('\n').length} lines`);
  return 0;
}

async function snapshotText() {
  const parts = ['Written by `npm run messages`; do not edit.', '', '# Messages that the fixtures show', ''];
  for (const [code, lines] of await foundMessages(join(repositoryRoot, 'test', 'fixtures', 'rules'))) {
    parts.push(`## ${code}`, '', ...lines, '');
  }
  parts.push('# Texts of the manifest', '', ...manifestTexts(), '', '# Texts in the sources', '');
  for (const file of sourceFiles()) {
    const texts = textsInSource(readFileSync(join(repositoryRoot, file), 'utf8'));
    if (texts.length > 0) parts.push(`## ${file}`, '', ...texts, '');
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

/** Titles and descriptions in package.json, but not those that are generated from the rules. */
function manifestTexts() {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const { 'qwenLora.rules': rules, ...settings } = manifest.contributes.configuration.properties;
  const { properties: _, ...rulesWithoutCodes } = rules;
  const { configuration: __, ...others } = manifest.contributes;
  const found = new Set([manifest.description]);
  const visit = (value, key) => {
    if (typeof value === 'string') {
      if (/title|description|altText|label|detail|contents/i.test(key))
        found.add(value.replaceAll('\n', '\\n'));
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item, key);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) visit(inner, name);
    }
  };
  visit([others, rulesWithoutCodes, settings, manifest.capabilities], '');
  return [...found];
}

function sourceFiles() {
  const folders = ['common', 'core', 'server', 'cli', 'client'];
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...folders], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && existsSync(join(repositoryRoot, file)))
    .sort();
}

/** The lines that only one of two texts has, at most 40. */
function difference(before, after) {
  const [old, now] = [before, after].map((text) => new Set(text.split('\n')));
  const gone = [...old].filter((line) => !now.has(line)).map((line) => `- ${line}`);
  const added = [...now].filter((line) => !old.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...added].slice(0, 40);
}

process.exitCode = await main(process.argv.slice(2));
