import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './run-command.mjs';
import { validationSchema } from './validation-schema.mjs';

const schemaPath = join(repositoryRoot, 'schemas', 'ai-toolkit.schema.json');
const compiledPath = join(repositoryRoot, 'server/src/language/schema/compiled-schema.generated.mjs');

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
  const code = withHelpers(withoutLuggage(standaloneCode(ajv, ajv.compile(schema))));
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
  return readFileSync(join(repositoryRoot, 'scripts', script), 'utf8');
}

/**
 * Leaves out of ajv's code what nobody asks for: where in the schema an error arose and with which parameters (only
 * `required` is asked for the missing key), and the surroundings of a value, which are for keywords that this schema
 * does not use. Together they would be half of the code.
 */
function withoutLuggage(code) {
  return code
    .replace(/,schemaPath:"(?:[^"\\]|\\.)*"/g, '')
    .replace(/,params:\{(?!missingProperty)[^{}"]*(?:"(?:[^"\\]|\\.)*"[^{}"]*)*\}/g, ',params:{}')
    .replace(/,parentData:\w+,parentDataProperty:(?:"(?:[^"\\]|\\.)*"|\w+),rootData(?=\})/g, '')
    .replace(/, parentData, parentDataProperty, rootData=data(?=\})/g, '')
    .replace(/,parentData,parentDataProperty,rootData(?=\})/g, '');
}

/**
 * ajv writes out at every key how errors are gathered; here two functions do it. They rest on what holds for all code
 * that checks everything: `errors` is the length of `vErrors`.
 */
function withHelpers(code) {
  const recount = 'errors = vErrors === null ? 0 : vErrors.length;';
  const shorter = code
    .replaceAll('{instancePath,', '{instancePath:instancePath,')
    .replaceAll('{instancePath}', '{instancePath:instancePath}')
    .replace(
      /const (err\d+) = \{instancePath:([^;]+?),keyword:("\w+"),params:\{\}\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g,
      'vErrors = complain(vErrors, $2, $3);',
    )
    .replace(
      /if\(!\((validate\d+)\(([\w.[\]"]+), \{instancePath:([^;]+?)\}\)\)\)\{vErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;\}/g,
      `vErrors = inspect($1, $2, $3, vErrors);${recount}`,
    )
    .replace(
      /if\((data\d*)\.(\w+) !== undefined\)\{vErrors = inspect\((validate\d+), \1\.\2, instancePath\+"\/\2", vErrors\);([^;]+;)\}/g,
      'vErrors = inspectKey($3, $1, "$2", instancePath, vErrors);$4',
    )
    // The count before another inspection is never looked at.
    .replaceAll(`${recount}vErrors = inspectKey(`, 'vErrors = inspectKey(');
  return `${shorter}
function complain(all, instancePath, keyword) {
  const error = { instancePath, keyword, params: {} };
  if (all === null) return [error];
  all.push(error);
  return all;
}
function inspectKey(validate, data, key, instancePath, all) {
  return data[key] === undefined ? all : inspect(validate, data[key], instancePath + '/' + key, all);
}
function inspect(validate, data, instancePath, all) {
  if (validate(data, { instancePath })) return all;
  return all === null ? validate.errors : all.concat(validate.errors);
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const written = await compileSchema();
  console.log(written ? 'Compiled the schema.' : 'The compiled schema is up to date.');
}
