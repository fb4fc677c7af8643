import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { writeNotices } from './release/third-party-notices.mjs';
import { repositoryRoot } from './run-command.mjs';
import { compileSchema } from './schema/compile-schema.mjs';

/**
 * Bundles the client, the language server with its reading thread, the command line and the pages into `dist/`.
 *
 * @param {{ production?: boolean, watch?: boolean }} [options] `production` minifies and leaves out source maps;
 *   `watch` rebuilds on every change and never settles
 */
export async function buildAll({ production = false, watch = false } = {}) {
  await compileSchema();
  const { build, context } = await import('esbuild');
  if (production) rmSync(join(repositoryRoot, 'dist'), { recursive: true, force: true });
  const bundles = bundleOptions(production);
  if (!watch) {
    const results = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
    writeNotices([...results.map(({ metafile }) => metafile), compiledSchemaInputs]);
    makeExecutable();
    return;
  }
  const contexts = await Promise.all(bundles.map((options) => context({ ...options, logLevel: 'info' })));
  await Promise.all(contexts.map((each) => each.watch()));
}

/** Bundles only what the command line needs: for an installation from the repository, as pre-commit does it. */
export async function buildCommandLine() {
  await compileSchema();
  const { build } = await import('esbuild');
  const parts = bundleOptions(true).filter(({ outfile }) => commandLineParts.includes(outfile));
  await Promise.all(parts.map((options) => build(options)));
  makeExecutable();
}

const commandLineParts = ['dist/cli.js', 'dist/compiled-schema.js', 'dist/toolkit-worker.js'];

/** The compiled schema is generated with ajv's helpers in it. */
const compiledSchemaInputs = {
  inputs: { 'node_modules/ajv/dist/runtime/equal.js': {}, 'node_modules/fast-deep-equal/index.js': {} },
};

const importMetaUrl = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

/**
 * Packages that hand Node a CommonJS build, of which nothing can be left out and which stands in the bundle beside
 * the ES modules that other packages import.
 */
const moduleBuilds = {
  'vscode-languageserver-types': modulePath('vscode-languageserver-types/lib/esm/main.js'),
  yaml: modulePath('yaml/browser/index.js'),
};

/** The compiled schema is a file of its own, which the server and the command line share. */
const compiledSchemaBeside = {
  name: 'compiled-schema-beside',
  setup(build) {
    build.onResolve({ filter: /compiled-schema\.generated\.mjs$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './compiled-schema.js', external: true },
    );
  },
};

function modulePath(path) {
  return join(repositoryRoot, 'node_modules', path);
}

function bundleOptions(production) {
  const common = {
    absWorkingDir: repositoryRoot,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The packages' ES modules are preferred: their unused parts can be left out of the bundle.
    mainFields: ['module', 'main'],
    alias: moduleBuilds,
    plugins: [compiledSchemaBeside],
    minify: production,
    sourcemap: !production,
    legalComments: 'none',
    // ES modules that ask for their own place find it in a CommonJS bundle too.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: importMetaUrl },
    logLevel: 'warning',
  };
  return [
    {
      ...common,
      entryPoints: ['client/src/extension.ts'],
      outfile: 'dist/client.js',
      external: ['vscode'],
    },
    { ...common, entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js' },
    {
      ...common,
      entryPoints: ['core/schema/compiled-schema.generated.mjs'],
      outfile: 'dist/compiled-schema.js',
    },
    { ...common, entryPoints: ['server/src/disk/toolkit-worker.ts'], outfile: 'dist/toolkit-worker.js' },
    { ...common, entryPoints: ['server/src/disk/disk-worker.ts'], outfile: 'dist/disk-worker.js' },
    {
      ...common,
      entryPoints: ['cli/src/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: `#!/usr/bin/env node\n${importMetaUrl}` },
    },
    { ...common, entryPoints: ['cli/src/uninstall.ts'], outfile: 'dist/uninstall.js' },
    pageOptions(production),
  ];
}

const pages = ['dashboard', 'plan', 'compare'];

/** The pages that webviews show: a script and a style sheet each, and the font of the icons. */
function pageOptions(production) {
  return {
    absWorkingDir: repositoryRoot,
    entryPoints: Object.fromEntries(pages.map((page) => [page, `client/webviews/${page}/main.ts`])),
    outdir: 'dist/webviews',
    bundle: true,
    platform: 'browser',
    // The Chromium of the oldest editor that is supported.
    target: 'chrome122',
    format: 'iife',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    minify: production,
    sourcemap: !production,
    legalComments: 'none',
    logLevel: 'warning',
  };
}

function makeExecutable() {
  chmodSync(join(repositoryRoot, 'dist', 'cli.js'), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDependencies();
  await buildAll({
    production: process.argv.includes('--production'),
    watch: process.argv.includes('--watch'),
  }).catch((error) => {
    // esbuild has printed the errors in the sources already.
    if (!Array.isArray(error.errors)) console.error(error.stack);
    process.exitCode = 1;
  });
}
