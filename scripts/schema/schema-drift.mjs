import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { isLegacyArch } from '../../core/profiles/archs.ts';
import { readsBySection } from '../../core/toolkit/build-toolkit-keys.ts';
import { keyReaders, readerFiles } from '../../core/toolkit/key-readers.ts';
import { readArchs } from '../../core/toolkit/read-archs.ts';
import { readKeys } from '../../core/toolkit/read-keys.ts';
import { archFolders } from '../../core/toolkit/toolkit-keys.ts';
import { compareFacts, describeDrift } from './compare-facts.mjs';
import { compareValues } from './compare-values.mjs';
import { readFacts } from './read-facts.mjs';
import { readValues, valueReaders } from './value-readers.mjs';

/**
 * Prints what an ai-toolkit checkout adds, drops and changes against our facts, one line each; nothing when they agree.
 * The exit status is 1 when anything differs and 2 when the path is no ai-toolkit.
 */
async function main([path]) {
  if (path === undefined) {
    console.error('Usage: npm run schema:drift -- PATH-TO-AI-TOOLKIT');
    return 2;
  }
  const version = await versionOf(path);
  if (version === undefined) {
    console.error(`${path} is no ai-toolkit: it has no version.py that names a VERSION.`);
    return 2;
  }
  const facts = await readFacts(new URL('../../schemas/facts/', import.meta.url));
  const reads = new Map();
  for (const file of filesToRead(facts)) {
    if (existsSync(join(path, file))) reads.set(file, readKeys(await readFile(join(path, file), 'utf8')));
  }
  const bySection = new Map([...readsBySection(reads), ['modelKwargs', await readModelKwargs(path, reads)]]);
  const keysByFile = new Map([...reads].map(([file, found]) => [file, new Set(found.map(({ key }) => key))]));
  const readSections = new Set(keyReaders.map(({ section }) => section));
  const placeOf = (section, key) => {
    const read = bySection.get(section)?.get(key);
    const [file] = [...reads].find(([, found]) => found.includes(read)) ?? ['?'];
    return `${file}:${read?.line}`;
  };
  const drift = [
    ...compareFacts(facts, version, bySection, keysByFile, readSections, placeOf),
    ...compareValues(facts.enums, version, [...(await readEnumerations(path)), await readArchValues(path)]),
  ];
  if (drift.length === 0) return 0;
  console.log(`ai-toolkit ${version} against the facts of ${facts.toolkit.versions.join(' and ')}:`);
  for (const each of drift) console.log(describeDrift(each));
  return 1;
}

/** Each model asks for its own keys of `model.model_kwargs`, wherever it is; what it asks through a short name is not followed. */
async function readModelKwargs(path, reads) {
  const keys = new Map();
  const files = await glob(['extensions_built_in/**/*.py', 'toolkit/**/*.py'], { cwd: path });
  for (const file of files.sort()) {
    const text = await readFile(join(path, file), 'utf8');
    if (!text.includes('model_config.model_kwargs')) continue;
    const found = reads.get(file) ?? readKeys(text);
    reads.set(file, found);
    for (const read of found) {
      if (/model_config\.model_kwargs$/.test(read.receiver) && !keys.has(read.key)) keys.set(read.key, read);
    }
  }
  return keys;
}

/** What the sources name as values; a place whose files are gone names nothing and is left out. */
async function readEnumerations(path) {
  const readings = [];
  for (const reader of valueReaders) {
    const files = (await glob(reader.files, { cwd: path })).sort();
    if (files.length === 0) continue;
    const found = new Set();
    for (const file of files) {
      for (const value of readValues(await readFile(join(path, file), 'utf8'), reader)) found.add(value);
    }
    readings.push({ ...reader, found: [...found] });
  }
  return readings;
}

/** The archs that model classes name, and those of the legacy class. */
async function readArchValues(path) {
  const found = new Set();
  const files = await glob(
    archFolders.map((folder) => `${folder}/**/*.py`),
    { cwd: path },
  );
  for (const file of files) {
    for (const arch of readArchs(await readFile(join(path, file), 'utf8'))) found.add(arch);
  }
  const listed = readValues(await readFile(join(path, 'toolkit/config_modules.py'), 'utf8'), {
    literal: 'ModelArch',
  });
  return { enumeration: 'arch', found: [...found, ...listed.filter(isLegacyArch)], foreign: ['example'] };
}

async function versionOf(path) {
  const file = join(path, 'version.py');
  if (!existsSync(file)) return undefined;
  return /^\s*VERSION\s*=\s*["']([^"'\r\n]+)["']/m.exec(await readFile(file, 'utf8'))?.[1];
}

/** The readers' files, and those that single facts name as their source. */
function filesToRead(facts) {
  const sources = Object.values(facts.sections).flatMap(({ keys }) =>
    Object.values(keys).flatMap(({ source }) => [source].flat().map((each) => String(each).split(':')[0])),
  );
  return new Set([...readerFiles, ...sources]);
}

process.exitCode = await main(process.argv.slice(2));
