import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findEditorHost } from '../editor-host/editor-host.mjs';
import { repositoryRoot, runCommand } from '../run-command.mjs';
import { compileSchema } from '../schema/compile-schema.mjs';
import { resultFileOf, resultsFolder, writeResult } from './test-results.mjs';

/**
 * A suite runs its tests and writes `out/results/<name>.json`.
 * `files` are the node:test files that a path given on the command line can select from.
 *
 * @typedef {{ name: string, run: (files: readonly string[]) => Promise<void>, files?: () => Promise<string[]> }} Suite
 */

const schemaIsCompiled = once(async () => {
  await compileSchema();
});

/** Packages the extension, which also leaves the production bundles in `dist/`; the answer is the package's path. */
const packageIsBuilt = once(async () => {
  const { packageExtension } = await import('../release/package.mjs');
  return await packageExtension();
});

const editorHost = once(async () => {
  const host = await findEditorHost({ purpose: 'tests' });
  console.log(
    host.kind === 'server'
      ? `Editor host: VS Code ${host.version}, server build, in ${host.browserPath}`
      : `Editor host: desktop VS Code, ${host.executable}`,
  );
  return host;
});

/** Tests of the built programs over standard input and output. */
const protocolTests = ['test/server/*.test.ts', 'test/cli/**/*.test.ts'];
const releaseTests = ['test/scripts/release/**/*.test.ts'];
/** Tests that start processes or try thousands of inputs. `npm run check` leaves them out. */
const slowTests = ['test/**/*.slow.test.ts'];

/**
 * All suites, in the order in which they run.
 *
 * @type {readonly Suite[]}
 */
export const suites = [
  commandSuite('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.'], schemaIsCompiled),
  commandSuite('page-types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'client/webviews']),
  commandSuite('style', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']),
  commandSuite(
    'boundaries',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.cjs', 'core', 'common', 'server', 'cli', 'client'],
    schemaIsCompiled,
  ),
  commandSuite('schema', 'scripts/schema/generate-schema.mjs', ['--check']),
  commandSuite('rule-lists', 'scripts/schema/generate-rule-lists.mjs', ['--check'], schemaIsCompiled),
  nodeSuite(
    'unit',
    ['test/**/*.test.ts', ...[...slowTests, ...protocolTests, ...releaseTests].map((tests) => `!${tests}`)],
    schemaIsCompiled,
  ),
  nodeSuite('slow', slowTests, schemaIsCompiled),
  nodeSuite('protocol', protocolTests, packageIsBuilt),
  nodeSuite('package', releaseTests, packageIsBuilt),
  editorSuite('editor', ['trusted'], { trusted: true }),
  editorSuite('editor-installed', ['trusted', 'installed'], { trusted: true, installed: true }),
  editorSuite('editor-reload', ['reload'], { trusted: true, reloads: 1 }),
  editorSuite('editor-untrusted', ['untrusted'], { trusted: false }),
];

/** Starts what takes long and needs no processor of ours, so that it is ready when the editor suites begin. */
export function prepareEditorHost() {
  void editorHost();
}

function commandSuite(name, script, args, prerequisite) {
  return {
    name,
    run: async () => {
      await prerequisite?.();
      const started = Date.now();
      const { status, output, timedOut } = await runCommand(process.execPath, [script, ...args], {
        output: 'capture',
        timeoutMs: 5 * 60_000,
      });
      const passed = status === 0;
      const test = { name: `${name}: ${script} ${args.join(' ')}`, passed, durationMs: Date.now() - started };
      if (!passed) test.message = timedOut ? `Stopped after five minutes.\n${output}` : output;
      writeResult(name, [test]);
    },
  };
}

function nodeSuite(name, patterns, prerequisite) {
  const files = async () => {
    const { glob } = await import('tinyglobby');
    return (await glob(patterns, { cwd: repositoryRoot })).sort();
  };
  return {
    name,
    files,
    run: async (selected) => {
      await prerequisite();
      if (selected.length === 0) return;
      mkdirSync(resultsFolder, { recursive: true });
      const { output, timedOut } = await runCommand(
        process.execPath,
        [
          '--import',
          'tsx',
          '--test',
          '--test-concurrency=2',
          '--test-reporter=./scripts/tests/node-test-reporter.mjs',
          `--test-reporter-destination=${resultFileOf(name)}`,
          ...selected,
        ],
        { output: 'capture', timeoutMs: 10 * 60_000 },
      );
      if (timedOut) console.log(`${name}: stopped after ten minutes.`);
      if (output.trim() !== '') console.log(output.trimEnd());
    },
  };
}

function editorSuite(name, groups, { trusted, installed = false, reloads = 0 }) {
  return {
    name,
    run: async () => {
      const { glob } = await import('tinyglobby');
      const { runInEditor } = await import('../../test/e2e/run-in-editor.mjs');
      const found = await glob(
        groups.map((group) => `test/e2e/suites/${group}/*.ts`),
        { cwd: repositoryRoot },
      );
      if (found.length === 0) return;
      const vsix = await packageIsBuilt();
      const host = await editorHost();
      mkdirSync(resultsFolder, { recursive: true });
      const suite = {
        name,
        suites: found.sort(),
        extension: installed ? join(repositoryRoot, 'test', 'e2e', 'carrier') : repositoryRoot,
        ...(installed ? { vsix } : {}),
        trusted,
        reloads,
        fillWorkspace,
        // The practice toolkit's speed: a run of a few steps takes a second or two.
        env: { PRACTICE_STEPS_PER_SECOND: '200' },
      };
      await runInEditor(host, suite, resultFileOf(name));
    },
  };
}

/** What running the examples by hand leaves behind. */
const leftovers = new Set(['output', '__pycache__']);

/** The workspace of the editor suites: the examples, and files of their own. */
function fillWorkspace(folder) {
  for (const source of [join(repositoryRoot, 'examples'), join(repositoryRoot, 'test', 'e2e', 'workspace')]) {
    if (!existsSync(source)) continue;
    const isSource = (path) => !leftovers.has(basename(path));
    cpSync(source, folder, { recursive: true, filter: isSource });
  }
}

/** Runs `work` at its first call; later calls get the same promise. A failure is told to each caller. */
function once(work) {
  let promise;
  return () => {
    promise ??= work();
    promise.catch(() => undefined);
    return promise;
  };
}
