import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../run-command.mjs';
import { validationSchema } from './validation-schema.mjs';

const schemaPath = join(repositoryRoot, 'schemas', 'ai-toolkit.schema.json');
const compiledPath = join(repositoryRoot, 'core/schema/compiled-schema.generated.mjs');

/**
 * Compiles the JSON Schema into one self-contained module whose default export is ajv's validate function.
 * Its errors have an `instancePath`, a `keyword` and, for `required`, `params.missingProperty`.
 * Nothing is done when the module is up to date.
 *
 * @param {{ from?: string, to?: string }} [paths]
 * @returns {Promise<boolean>} whether a module was written
 */
export async function compileSchema({ from = schemaPath, to = compiledPath } = {}) {
  if (!existsSync(from)) throw new Error(`${from} is missing; \`npm run schema\` generates it.`);
  const text = readFileSync(from, 'utf8');
  const stamp = `// ${digest(text, sourceOf('compile-schema.mjs'), sourceOf('validation-schema.mjs'))}\n`;
  if (existsSync(to) && readFileSync(to, 'utf8').startsWith(stamp)) return false;

  const [{ default: Ajv }, { default: standaloneCode }, { build }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
    import('esbuild'),
  ]);
  const schema = validationSchema(JSON.parse(text));
  const ajv = new Ajv.default({
    allErrors: true,
    messages: false,
    strict: true,
    // A branch of `if`/`then` names keys of a mapping that is described outside of it, which these two do not see.
    strictTypes: false,
    strictRequired: false,
    inlineRefs: false,
    code: { source: true, esm: true, lines: false, optimize: 2 },
  });
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

function digest(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}

function sourceOf(script) {
  return readFileSync(join(repositoryRoot, 'scripts', 'schema', script), 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = await compileSchema();
  console.log(written ? 'Compiled the schema.' : 'The compiled schema is up to date.');
}
