import { relative } from 'node:path';

const hasNamePattern = process.execArgv.some((arg) => arg.startsWith('--test-name-pattern'));

/**
 * A reporter for node:test that writes one JSON object: `{ passed, failed, skipped, tests }`.
 * A file without any test is a failed test, and so is a file that ends badly after its tests have passed.
 *
 * @param {AsyncIterable<{ type: string, data: any }>} source
 */
export default async function* report(source) {
  const tests = [];
  const failedFiles = [];
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') {
      // A suite fails by itself only when a hook of it does; otherwise the failed tests in it are counted.
      if (type === 'test:fail' && !isEcho(data)) tests.push(toTest(type, data));
      continue;
    }
    if (isFileItself(data)) {
      if (type === 'test:fail' && !isEcho(data)) failedFiles.push(toTest(type, data));
      if (type === 'test:pass' && !hasNamePattern)
        failedFiles.push({ ...toTest(type, data), passed: false, message: 'No test.' });
      continue;
    }
    if (type === 'test:fail' && isEcho(data)) continue;
    if (isOtherName(data)) continue;
    tests.push(toTest(type, data));
  }
  const all = [...tests, ...failedFiles];
  yield JSON.stringify(
    {
      passed: all.filter((test) => test.passed && !test.skipped).length,
      failed: all.filter((test) => !test.passed).length,
      skipped: all.filter((test) => test.skipped).length,
      tests: all,
    },
    null,
    1,
  );
}

function toTest(type, data) {
  const test = {
    name: data.name,
    file: data.file === undefined ? undefined : relative(process.cwd(), data.file),
    passed: type === 'test:pass',
    durationMs: Math.round(data.details?.duration_ms ?? 0),
  };
  if (data.skip !== undefined || data.todo !== undefined) test.skipped = true;
  const error = data.details?.error;
  if (error !== undefined && !test.passed) test.message = String(error.cause?.message ?? error.message);
  return test;
}

/** Whether a test was left out because of `--test-name-pattern`; newer versions of Node do not report these at all. */
function isOtherName(data) {
  return hasNamePattern && data.skip === 'test name does not match pattern';
}

/** Node names the test of a whole file by its path. */
function isFileItself(data) {
  return data.nesting === 0 && (data.name === data.file || /\.test\.[cm]?[jt]s$/.test(data.name));
}

/** Whether a failure only repeats that a test within has failed. */
function isEcho(data) {
  return data.details?.error?.failureType === 'subtestsFailed';
}
