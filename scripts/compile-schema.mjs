import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './run-command.mjs';

const schemaPath = join(repositoryRoot, 'schemas', 'ai-toolkit.schema.json');
const compiledPath = join(repositoryRoot, 'server/src/language/schema/compiled-schema.generated.mjs');

/** Keywords for editors, without a meaning for validation. */
const annotations = [
  'markdownDescription',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'deprecationMessage',
  'defaultSnippets',
  'doNotSuggest',
];

/**
 * Compiles the JSON Schema into one self-contained module whose default export is ajv's validate function.
 * Its errors carry no messages; `schema-findings.ts` words them. Nothing is done when the module is up to date.
 *
 * @param {{ from?: string, to?: string }} [paths]
 * @returns {Promise<boolean>} whether a module was written
 */
export async function compileSchema({ from = schemaPath, to = compiledPath } = {}) {
  if (!existsSync(from)) throw new Error(`${from} is missing; \`npm run schema\` generates it.`);
  const text = readFileSync(from, 'utf8');
  const stamp = `// ${createHash('sha256')
    .update(text)
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')}\n`;
  if (existsSync(to) && readFileSync(to, 'utf8').startsWith(stamp)) return false;

  const [{ default: Ajv }, { default: standaloneCode }, { build }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
    import('esbuild'),
  ]);
  const schema = JSON.parse(text);
  const ajv = new Ajv.default({
    allErrors: true,
    messages: false,
    strict: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: false, optimize: 2 },
  });
  ajv.addVocabulary([...annotations, ...customKeywords(schema)]);
  const code = standaloneCode(ajv, ajv.compile(schema));
  // ajv's code requires its run-time helpers; they are bundled in, so that the module also loads unbundled.
  const bundle = await build({
    stdin: { contents: code, resolveDir: repositoryRoot, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  });
  mkdirSync(dirname(to), { recursive: true });
  const draft = `${to}.${process.pid}`;
  writeFileSync(draft, stamp + bundle.outputFiles[0].text);
  renameSync(draft, to);
  return true;
}

/** Every keyword of ours, `x-…`, that the schema uses anywhere. */
function customKeywords(node, found = new Set()) {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('x-')) found.add(key);
    customKeywords(value, found);
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = await compileSchema();
  console.log(written ? 'Compiled the schema.' : 'The compiled schema is up to date.');
}
