import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findEditorHost } from '../editor-host/editor-host.mjs';
import { findOnPath, repositoryRoot, runCommand } from '../run-command.mjs';
import { compileSchema } from '../schema/compile-schema.mjs';
import { installSystemPackages } from '../system-packages.mjs';
import { resultFileOf, resultsFolder, writeResult } from './test-results.mjs';

/**
 * A suite runs its tests and writes `out/results/<name>.json`.
 * `files` are the node:test files that a path given on the command line can select from. A suite that is `alone` runs
 * while no other does, because it measures time or needs the processor.
 *
 * @typedef {{
 *   name: string,
 *   run: (files: readonly string[]) => Promise<void>,
 *   files?: () => Promise<string[]>,
 *   alone?: boolean,
 * }} Suite
 *
 * @typedef {{ pattern?: string | undefined, mayInstall?: boolean }} SuiteOptions `pattern`: only tests of this name
 */

const schemaIsCompiled = once(async () => {
  await compileSchema();
});

/** Packages the extension and returns the package's path; the production bundles stay in `dist/`. */
const packageIsBuilt = once(async () => {
  const { packageExtension } = await import('../release/package.mjs');
  return await packageExtension();
});

/** The bundles without the package, for one test of them. */
const bundlesAreBuilt = once(async () => {
  const { buildAll } = await import('../build.mjs');
  await buildAll({ production: true });
});

async function openEditorHost(mayInstall) {
  const host = await findEditorHost({ purpose: 'tests', mayInstall });
  console.log(
    host.kind === 'server'
      ? `Editor host: VS Code ${host.version}, server build, in ${host.browserPath}`
      : `Editor host: desktop VS Code, ${host.executable}`,
  );
  return host;
}

/** Tests of the built programs over standard input and output. */
const protocolTests = ['test/server/*.test.ts', 'test/cli/**/*.test.ts'];
const releaseTests = ['test/scripts/release/**/*.test.ts'];
/** Tests with programs of others that bring our engine to more people: pre-commit, GitHub's runner, Neovim. */
const otherToolTests = ['test/other-tools/**/*.test.ts'];
/** Tests that start processes or try thousands of inputs. `npm run check` leaves them out. */
const slowTests = ['test/**/*.slow.test.ts'];
const unitTests = [
  'test/**/*.test.ts',
  ...[...slowTests, ...protocolTests, ...releaseTests, ...otherToolTests].map((tests) => `!${tests}`),
];

const dependencyCruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
const knip = 'node_modules/knip/bin/knip.js';

/** Checks by a program that fails with a message. */
const commandSuites = [
  commandSuite('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.'], schemaIsCompiled),
  commandSuite('page-types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'client/webviews']),
  commandSuite('style', 'node_modules/@biomejs/biome/bin/biome', ['check', '.']),
  commandSuite(
    'boundaries',
    dependencyCruiser,
    ['--config', '.dependency-cruiser.cjs', 'core', 'common', 'server', 'cli', 'client'],
    schemaIsCompiled,
  ),
  commandSuite('unused', knip, ['--no-config-hints', '--no-progress']),
  commandSuite('unused-but-in-tests', knip, [
    '--production',
    '--no-config-hints',
    '--no-progress',
    '--include',
    'files,exports,types',
  ]),
  commandSuite('schema', 'scripts/schema/generate-schema.mjs', ['--check']),
  commandSuite('interface', 'scripts/interface/write-interface.mjs', ['--check']),
  commandSuite('citation-links', 'scripts/citations/link.mjs', ['--check']),
  commandSuite(
    'messages',
    '--import',
    ['tsx', 'scripts/messages/write-messages.mjs', '--check'],
    schemaIsCompiled,
  ),
  commandSuite('rule-lists', 'scripts/schema/generate-rule-lists.mjs', ['--check'], schemaIsCompiled),
];

/**
 * All suites, in the order in which they run, the longest of those that run together first.
 *
 * @param {SuiteOptions} [options]
 * @returns {{ suites: readonly Suite[], prepareEditorHost: () => void }} `prepareEditorHost` starts what takes long and
 *   needs no processor of ours, so that it is ready when the editor suites begin
 */
export function createSuites({ pattern, mayInstall = true } = {}) {
  const editorHost = once(() => openEditorHost(mayInstall));
  const built = pattern === undefined ? packageIsBuilt : bundlesAreBuilt;
  const suites = [
    nodeSuite({ name: 'unit', patterns: unitTests, prerequisite: schemaIsCompiled, pattern }),
    ...commandSuites,
    nodeSuite({ name: 'slow', patterns: slowTests, prerequisite: schemaIsCompiled, pattern, alone: true }),
    nodeSuite({ name: 'protocol', patterns: protocolTests, prerequisite: built, pattern, alone: true }),
    nodeSuite({
      name: 'package',
      patterns: releaseTests,
      prerequisite: packageIsBuilt,
      pattern,
      alone: true,
    }),
    nodeSuite({
      name: 'other-tools',
      patterns: otherToolTests,
      prerequisite: async () => {
        await installOtherTools(mayInstall);
        await packageIsBuilt();
      },
      pattern,
      alone: true,
    }),
    editorSuite('editor', ['trusted'], editorHost, { trusted: true }),
    editorSuite('editor-installed', ['trusted', 'installed'], editorHost, { trusted: true, installed: true }),
    editorSuite('editor-dashboard', ['dashboard'], editorHost, {
      trusted: true,
      // With the recorded runs beside the checkout it opens each of them.
      timeoutMs: 20 * 60_000,
    }),
    editorSuite('editor-comfyui', ['comfyui'], editorHost, { trusted: true }),
    editorSuite('editor-reload', ['reload'], editorHost, { trusted: true, reloads: 1 }),
    editorSuite('editor-crash', ['crash'], editorHost, { trusted: true, crashes: true }),
    editorSuite('editor-untrusted', ['untrusted'], editorHost, { trusted: false }),
  ];
  return { suites, prepareEditorHost: () => void editorHost() };
}

async function installOtherTools(mayInstall) {
  const needs = [
    ['git', findOnPath('git')],
    ['pre-commit', findOnPath('pre-commit')],
    ['neovim', findOnPath('nvim')],
  ];
  const missing = needs.filter(([, path]) => path === undefined).map(([name]) => name);
  // Without them their tests are skipped, and say so; a machine without Debian's packages still runs all others.
  await installSystemPackages(missing, { mayInstall }).catch((error) =>
    console.log(`other-tools: ${error.message}`),
  );
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

function nodeSuite({ name, patterns, prerequisite, pattern, alone = false }) {
  const files = async () => {
    const { glob } = await import('tinyglobby');
    return (await glob(patterns, { cwd: repositoryRoot })).sort();
  };
  return {
    name,
    files,
    alone,
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
          ...(pattern === undefined ? [] : [`--test-name-pattern=${pattern}`]),
          ...selected,
        ],
        { output: 'capture', timeoutMs: 10 * 60_000 },
      );
      if (timedOut) console.log(`${name}: stopped after ten minutes.`);
      if (output.trim() !== '') console.log(output.trimEnd());
    },
  };
}

function editorSuite(
  name,
  groups,
  editorHost,
  { trusted, installed = false, reloads = 0, crashes = false, timeoutMs },
) {
  return {
    name,
    alone: true,
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
      if (crashes && host.kind !== 'server') {
        console.log(`${name}: a page can be crashed in the server host only (QWEN_LORA_HOST=server).`);
        writeResult(name, [
          { name: `${name}: needs the server host`, passed: true, skipped: true, durationMs: 0 },
        ]);
        return;
      }
      const suite = {
        name,
        suites: found.sort(),
        extension: installed ? join(repositoryRoot, 'test', 'e2e', 'carrier') : repositoryRoot,
        ...(installed ? { vsix } : {}),
        trusted,
        reloads,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        crashes,
        fillWorkspace,
        // The practice toolkit's speed: a run of a few steps takes a second or two.
        env: { PRACTICE_STEPS_PER_SECOND: '200' },
      };
      await runInEditor(host, suite, resultFileOf(name));
    },
  };
}

/** Folders that are left after running the examples by hand. */
const leftovers = new Set(['output', '__pycache__']);

/** The workspace of the editor suites: the examples, and files of their own. */
function fillWorkspace(folder) {
  for (const source of [join(repositoryRoot, 'examples'), join(repositoryRoot, 'test', 'e2e', 'workspace')]) {
    if (!existsSync(source)) continue;
    const isSource = (path) => !leftovers.has(basename(path));
    cpSync(source, folder, { recursive: true, filter: isSource });
  }
}

/** Runs `work` at the first call; later calls get the same promise. Each caller gets a failure. */
function once(work) {
  let promise;
  return () => {
    promise ??= work();
    promise.catch(() => undefined);
    return promise;
  };
}
