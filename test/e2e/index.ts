import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';

interface Plan {
  readonly resultFile: string;
  readonly suiteFiles: readonly string[];
}

interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly skipped?: true;
  readonly durationMs: number;
  readonly message?: string;
}

/**
 * The entry that VS Code calls in its extension host. It runs the suites that `plan.json` beside it names, and
 * writes their result to the file named there: a host that dies before the end leaves none.
 */
export async function run(): Promise<void> {
  const plan = readPlan(join(__dirname, 'plan.json'));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min' });
  for (const file of plan.suiteFiles) mocha.addFile(file);
  const tests = await runMocha(mocha, `${plan.resultFile}.so-far`);
  const failed = tests.filter((test) => !test.passed).length;
  const skipped = tests.filter((test) => test.skipped === true).length;
  const result = {
    editorVersion: vscode.version,
    editorName: vscode.env.appName,
    passed: tests.length - failed - skipped,
    failed,
    skipped,
    tests,
  };
  // Renaming makes the file appear complete or not at all.
  const draft = `${plan.resultFile}.draft`;
  writeFileSync(draft, JSON.stringify(result, null, 1));
  renameSync(draft, plan.resultFile);
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}

/** Runs the tests and keeps a list of those that ended, for a host that dies or is stopped before the end. */
function runMocha(mocha: Mocha, soFarFile: string): Promise<TestResult[]> {
  return new Promise((resolve) => {
    const tests: TestResult[] = [];
    const add = (test: TestResult) => {
      tests.push(test);
      writeFileSync(soFarFile, JSON.stringify(tests));
    };
    const runner = mocha.run(() => resolve(tests));
    runner.on('pass', (test) =>
      add({ name: test.fullTitle(), passed: true, durationMs: test.duration ?? 0 }),
    );
    runner.on('pending', (test) =>
      add({ name: test.fullTitle(), passed: true, skipped: true, durationMs: 0 }),
    );
    runner.on('fail', (test, error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      add({ name: test.fullTitle(), passed: false, durationMs: test.duration ?? 0, message });
    });
  });
}

function readPlan(path: string): Plan {
  const plan: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (
    typeof plan !== 'object' ||
    plan === null ||
    !('resultFile' in plan) ||
    typeof plan.resultFile !== 'string' ||
    !('suiteFiles' in plan) ||
    !Array.isArray(plan.suiteFiles)
  ) {
    throw new Error(`${path} is no plan.`);
  }
  return { resultFile: plan.resultFile, suiteFiles: plan.suiteFiles.map(String) };
}
