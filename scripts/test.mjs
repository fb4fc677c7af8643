import { rmSync } from 'node:fs';
import { ensureDependencies } from './dependencies.mjs';
import { readResult, resultsFolder } from './tests/test-results.mjs';

/**
 * Runs all suites, or those that the arguments name: a suite's name, or a part of the path of node:test files.
 * The last line is `N passed, N failed`; the exit status is 1 when anything failed.
 */
async function main(args) {
  await ensureDependencies();
  const { suites, prepareEditorHost } = await import('./tests/test-suites.mjs');
  const chosen = await choose(suites, args);
  rmSync(resultsFolder, { recursive: true, force: true });
  if (chosen.some(({ suite }) => suite.name.startsWith('editor'))) prepareEditorHost();

  let passed = 0;
  let failed = 0;
  for (const { suite, files } of chosen) {
    const started = Date.now();
    await suite.run(files).catch((error) => console.log(`${suite.name}: ${error.stack ?? error}`));
    const result = readResult(suite.name);
    passed += result.passed;
    failed += result.failed;
    printResult(suite.name, result, (Date.now() - started) / 1000);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function choose(suites, args) {
  const chosen = [];
  const used = new Set();
  for (const suite of suites) {
    const files = (await suite.files?.()) ?? [];
    if (args.length === 0 || args.includes(suite.name)) {
      used.add(suite.name);
      chosen.push({ suite, files });
      continue;
    }
    const selected = files.filter((file) =>
      args.some((part) => {
        if (suites.some(({ name }) => name === part) || !file.includes(part)) return false;
        used.add(part);
        return true;
      }),
    );
    if (selected.length > 0) chosen.push({ suite, files: selected });
  }
  const unknown = args.filter((part) => !used.has(part));
  if (unknown.length > 0) {
    const names = suites.map(({ name }) => name).join(', ');
    throw new Error(`No suite and no test file is called '${unknown.join("', '")}'. Suites: ${names}.`);
  }
  return chosen;
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
