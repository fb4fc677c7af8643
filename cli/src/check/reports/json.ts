import type { LintedFile } from './linted-file';

/** Findings for programs: ranges are the protocol's (zero-based, UTF-16), files without findings are listed too. */
export function reportJson(files: readonly LintedFile[]): string {
  const report = files.map(({ path, diagnostics }) => ({
    path,
    diagnostics: diagnostics.map(({ diagnostic, severity, configPath, fixable }) => ({
      code: diagnostic.code,
      severity,
      message: diagnostic.message,
      range: diagnostic.range,
      configPath,
      fixable,
      documentation: diagnostic.codeDescription?.href,
    })),
  }));
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
