import { rmSync } from 'node:fs';
import { ensureDependencies } from './dependencies.mjs';
import { runSuites } from './tests/run-suites.mjs';
import { readTestArguments } from './tests/test-arguments.mjs';
import { readResult, resultsFolder } from './tests/test-results.mjs';

/**
 * Runs all suites, or those that the arguments name: a suite's name, or a part of the path of node:test files.
 * `--name PATTERN` runs the tests of that name only; `--no-install` fails where something would have to be installed.
 * The last line is `N passed, N failed`; the exit status is 1 if anything failed.
 */
async function main(args) {
  const { names, pattern, mayInstall } = readTestArguments(args);
  await ensureDependencies({ mayInstall });
  const { createSuites } = await import('./tests/test-suites.mjs');
  const { suites, prepareEditorHost } = createSuites({ pattern, mayInstall });
  const chosen = await choose(suites, names, pattern);
  rmSync(resultsFolder, { recursive: true, force: true });
  if (chosen.some(({ suite }) => suite.name.startsWith('editor'))) prepareEditorHost();

  let passed = 0;
  let failed = 0;
  const run = async ({ suite, files }) => {
    const started = Date.now();
    await suite.run(files).catch((error) => console.log(`${suite.name}: ${error.stack ?? error}`));
    const result = readResult(suite.name, { mayBeEmpty: pattern !== undefined });
    passed += result.passed;
    failed += result.failed;
    if (result.tests.length > 0) printResult(suite.name, result, (Date.now() - started) / 1000);
  };
  await runSuites(chosen, run, 2);
  if (passed + failed === 0) throw new Error(`No test has a name that matches '${pattern}'.`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** The suites that the arguments name, each with its selected files; with a pattern, only suites of node:test files. */
async function choose(suites, names, pattern) {
  const chosen = [];
  const used = new Set();
  for (const suite of suites) {
    if (pattern !== undefined && suite.files === undefined) continue;
    const files = (await suite.files?.()) ?? [];
    if (names.length === 0 || names.includes(suite.name)) {
      used.add(suite.name);
      chosen.push({ suite, files });
      continue;
    }
    const selected = files.filter((file) =>
      names.some((part) => {
        if (suites.some(({ name }) => name === part) || !file.includes(part)) return false;
        used.add(part);
        return true;
      }),
    );
    if (selected.length > 0) chosen.push({ suite, files: selected });
  }
  const unknown = names.filter((part) => !used.has(part));
  if (unknown.length > 0) {
    const known = suites.map(({ name }) => name).join(', ');
    throw new Error(`No suite and no test file is called '${unknown.join("', '")}'. Suites: ${known}.`);
  }
  return pattern === undefined ? chosen : await narrow(chosen, pattern);
}

/** Leaves only the files that can contain a test of the name. */
async function narrow(chosen, pattern) {
  const { filesWithName } = await import('./tests/tests-by-name.mjs');
  const matching = new Set(filesWithName([...new Set(chosen.flatMap(({ files }) => files))], pattern));
  return chosen
    .map(({ suite, files }) => ({ suite, files: files.filter((file) => matching.has(file)) }))
    .filter(({ files }) => files.length > 0);
}

function printResult(name, result, seconds) {
  const where = result.editorVersion === undefined ? '' : `, in ${result.editorName} ${result.editorVersion}`;
  console.log(`${name}: ${result.passed} passed, ${result.failed} failed (${seconds.toFixed(1)} s${where})`);
  for (const test of result.tests) {
    if (test.skipped) console.log(`  skipped: ${test.name}`);
    if (test.passed) continue;
    const file = test.file === undefined ? '' : ` (${test.file})`;
    console.log(`  failed: ${test.name}${file}`);
    if (test.message !== undefined) console.log(test.message.trimEnd().replace(/^/gm, '    '));
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error) => {
    console.error(error.message);
    console.log('0 passed, 1 failed');
    process.exit(1);
  },
);
