import type { ConfigDiagnostic } from '../../../../core/language-service';
import type { LintedFile, Report } from './linted-file';

/** JUnit XML: one suite a file, one test case a finding; only errors and warnings count as failures. */
export function reportJunit({ files, failures }: Report): string {
  const suites = [...files.map(suite), ...failures.map(({ path, reason }) => brokenSuite(path, reason))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="qwen-lora check">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ path, diagnostics }: LintedFile): string {
  const failing = diagnostics.filter(isFailure);
  const cases =
    diagnostics.length === 0
      ? [`    <testcase name="no findings" classname="${xml(path)}"/>`]
      : diagnostics.map((finding) => testCase(path, finding));
  const head = `  <testsuite name="${xml(path)}" tests="${cases.length}" failures="${failing.length}" errors="0">`;
  return [head, ...cases, '  </testsuite>'].join('\n');
}

function testCase(path: string, finding: ConfigDiagnostic): string {
  const { diagnostic, severity, message } = finding;
  const { line, character } = diagnostic.range.start;
  const place = `line ${line + 1}, column ${character + 1}`;
  const open = `    <testcase name="${xml(`${diagnostic.code} (${place})`)}" classname="${xml(path)}">`;
  const text = `${place}, ${severity}: ${message}`;
  const body = isFailure(finding)
    ? `      <failure type="${severity}" message="${xml(message)}">${xml(text)}</failure>`
    : `      <system-out>${xml(text)}</system-out>`;
  return [open, body, '    </testcase>'].join('\n');
}

function brokenSuite(path: string, reason: string): string {
  return [
    `  <testsuite name="${xml(path)}" tests="1" failures="0" errors="1">`,
    `    <testcase name="can be checked" classname="${xml(path)}">`,
    `      <error message="${xml(reason)}"/>`,
    '    </testcase>',
    '  </testsuite>',
  ].join('\n');
}

function isFailure({ severity }: ConfigDiagnostic): boolean {
  return severity === 'error' || severity === 'warning';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Characters that XML 1.0 does not allow are replaced; lone surrogates too. */
function xml(text: string): string {
  return text
    .replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? '')
    .replace(/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
