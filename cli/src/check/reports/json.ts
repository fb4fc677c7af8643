import type { ConfigDiagnostic } from '../../../../core/language-service';
import type { LintedFile } from './linted-file';

/** Findings for programs: ranges are the protocol's (zero-based, UTF-16), files without findings are listed too. */
export function reportJson(files: readonly LintedFile[]): string {
  const report = files.map(({ path, diagnostics, refused = [] }) => ({
    path,
    diagnostics: diagnosticsJson(diagnostics),
    ...(refused.length > 0 ? { notFixed: refused } : {}),
  }));
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The findings of one file as plain objects. */
export function diagnosticsJson(diagnostics: readonly ConfigDiagnostic[]): readonly object[] {
  return diagnostics.map(({ diagnostic, severity, configPath, fixable }) => ({
    code: diagnostic.code,
    severity,
    message: diagnostic.message,
    range: diagnostic.range,
    configPath,
    fixable,
    documentation: diagnostic.codeDescription?.href,
  }));
}
