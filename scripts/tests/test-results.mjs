import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run-command.mjs';

/** Where every suite leaves its result. */
export const resultsFolder = join(repositoryRoot, 'out', 'results');

/**
 * @typedef {{ name: string, file?: string, passed: boolean, skipped?: true, durationMs: number, message?: string }} TestResult
 * @typedef {{ passed: number, failed: number, skipped: number, tests: TestResult[], editorVersion?: string, editorName?: string }} SuiteResult
 */

/** The path of a suite's result file. */
export function resultFileOf(suite) {
  return join(resultsFolder, `${suite}.json`);
}

/**
 * Writes the result of a suite that consists of the given tests.
 *
 * @param {string} suite
 * @param {TestResult[]} tests
 */
export function writeResult(suite, tests) {
  mkdirSync(resultsFolder, { recursive: true });
  const failed = tests.filter((test) => !test.passed).length;
  const result = { passed: tests.length - failed, failed, skipped: 0, tests };
  writeFileSync(resultFileOf(suite), JSON.stringify(result, null, 1));
}

/**
 * Reads what a suite wrote. A suite that wrote nothing readable, or ran no test, has failed.
 *
 * @param {string} suite
 * @param {{ mayBeEmpty?: boolean }} [options] `mayBeEmpty`: running no test is no failure
 * @returns {SuiteResult}
 */
export function readResult(suite, { mayBeEmpty = false } = {}) {
  const path = resultFileOf(suite);
  if (!existsSync(path)) return failure('The suite wrote no result.');
  try {
    const result = JSON.parse(readFileSync(path, 'utf8'));
    const isCount = (value) => Number.isInteger(value) && value >= 0;
    if (!isCount(result.passed) || !isCount(result.failed) || !Array.isArray(result.tests)) {
      return failure('The result file is malformed.');
    }
    if (result.passed + result.failed === 0 && !mayBeEmpty) return failure('The suite ran no test.');
    return result;
  } catch (error) {
    return failure(`The result file cannot be read: ${error.message}`);
  }
}

function failure(message) {
  return {
    passed: 0,
    failed: 1,
    skipped: 0,
    tests: [{ name: 'the suite itself', passed: false, durationMs: 0, message }],
  };
}
