import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { knownCodes, machineCodes } from '../../../core/language-service';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { type LintArguments, readArguments, usage } from './arguments';
import type { Outcome } from './check-inputs';
import { findInputs } from './inputs';
import { ProjectFiles } from './project-files';
import { readToolkit } from './read-toolkit';
import { reportGithub } from './reports/github';
import { reportGitlab } from './reports/gitlab';
import { reportJson } from './reports/json';
import { reportJunit } from './reports/junit';
import type { Failure, Report } from './reports/linted-file';
import { reportMarkdown } from './reports/markdown';
import { reportSarif } from './reports/sarif';
import { reportText } from './reports/text';
import { runJobs } from './run-jobs';
import { writeReportText } from './write-report';

/** Runs `qwen-lora check` (`aitk-lint`) and gives its exit status: 0 clean, 1 findings at or above `--fail-on`, 2 unusable input. */
export async function runCheck(args: readonly string[]): Promise<number> {
  const reading = readArguments(args);
  switch (reading.kind) {
    case 'usage':
      return print(usage);
    case 'version':
      return print(`${openPackageFiles().version}\n`);
    case 'rules':
      return print(ruleList());
    case 'explain':
      return explain(reading.code);
    case 'unusable':
      process.stderr.write(`aitk-lint: ${reading.message}\n\n${usage}`);
      return 2;
    case 'run':
      return reading.arguments.deep === undefined
        ? check(reading.arguments)
        : (await import('./deep/check-deep')).checkDeep(reading.arguments, reading.arguments.deep);
  }
}

async function check(wanted: LintArguments): Promise<number> {
  const outcomes = await checkAll(wanted);
  if (outcomes === 'unusable') return 2;
  const diffs = outcomes.flatMap((each) =>
    each.kind === 'checked' && each.diff !== undefined ? [each.diff] : [],
  );
  const report = reportOf(outcomes);
  for (const { path, reason } of report.failures) complain(`${path}: ${reason}`);
  if (wanted.fix === 'diff') print(diffs.join(''));
  else if (!writeReport(report, wanted)) return 2;
  if (report.failures.length > 0) return 2;
  if (wanted.fix === 'diff') return diffs.length > 0 ? 1 : 0;
  const failing = wanted.failOn === 'warning' ? ['error', 'warning'] : ['error'];
  return report.files.some((file) => file.diagnostics.some(({ severity }) => failing.includes(severity)))
    ? 1
    : 0;
}

/** Checks every input with the checkout that the options or its project file name. */
async function checkAll(wanted: LintArguments): Promise<readonly Outcome[] | 'unusable'> {
  const names = findInputs(wanted.inputs);
  const codes = knownCodes.map(({ code }) => code);
  const projects = new ProjectFiles(wanted.config, codes);
  const folderOf = names.map(({ path }) => wanted.toolkit ?? projects.toolkitOf(path));
  const outcomes = new Map<string, Outcome>();
  for (const folder of new Set(folderOf)) {
    const group = names.filter((_, at) => folderOf[at] === folder);
    const toolkit = folder === undefined ? undefined : await readToolkit(folder, complain);
    if (toolkit === 'unusable') return 'unusable';
    const done = await runJobs(group, wanted, toolkit, complain);
    for (const [at, outcome] of done.entries()) outcomes.set(group[at]?.path ?? '', outcome);
  }
  return names.flatMap(({ path }) => outcomes.get(path) ?? []);
}

function reportOf(outcomes: readonly Outcome[]): Report {
  const files = openPackageFiles();
  return {
    files: outcomes.flatMap((each) => (each.kind === 'checked' ? [each.file] : [])),
    failures: distinct(outcomes.flatMap((each) => (each.kind === 'failed' ? [each.failure] : []))),
    version: files.version,
    codes: knownCodes,
    page: (code) => pageOf(code),
  };
}

/** Each thread reports a wrong project file; the reader wants it once. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((failure) => [`${failure.path}\n${failure.reason}`, failure])).values()];
}

/** With `--fix -` standard output carries the fixed text, so the report goes to standard error. */
function writeReport(report: Report, wanted: LintArguments): boolean {
  const fixedInput = wanted.fix === 'write' ? report.files.find(({ path }) => path === '-') : undefined;
  if (fixedInput) print(fixedInput.text);
  const stream = fixedInput ? process.stderr : process.stdout;
  const text = render(report, wanted, stream.isTTY === true && wanted.output === undefined);
  return writeReportText(text, wanted.output, complain, stream);
}

function render(report: Report, wanted: LintArguments, isTerminal: boolean): string {
  switch (wanted.format) {
    case 'json':
      return reportJson(report.files);
    case 'sarif':
      return reportSarif(report);
    case 'github':
      return reportGithub(report);
    case 'gitlab':
      return reportGitlab(report);
    case 'markdown':
      return reportMarkdown(report);
    case 'junit':
      return reportJunit(report);
    case 'text':
      return reportText(report.files, wanted.color ?? isColored(isTerminal));
  }
}

function isColored(isTerminal: boolean): boolean {
  return pc.isColorSupported && (isTerminal || process.env.FORCE_COLOR !== undefined);
}

function ruleList(): string {
  const width = Math.max(...knownCodes.map(({ code }) => code.length));
  const lines = [...knownCodes]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, severity, summary }) => `${code.padEnd(width)}  ${severity.padEnd(11)}  ${summary}`);
  return `${lines.join('\n')}\n`;
}

function explain(code: string): number {
  const page = [...knownCodes, ...machineCodes].some((facts) => facts.code === code)
    ? pageOf(code)
    : undefined;
  if (page !== undefined) return print(page);
  complain(`No code is called '${code}'. 'qwen-lora check --rules' lists them.`);
  return 2;
}

function pageOf(code: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(openPackageFiles().docsPageUri(code)), 'utf8');
  } catch {
    // A package without the page still reports the code and its summary.
    return undefined;
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(message: string): void {
  process.stderr.write(`aitk-lint: ${message}\n`);
}
