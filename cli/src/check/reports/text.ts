import pc from 'picocolors';
import type { ConfigDiagnostic, Severity } from '../../../../core/language-service';
import type { LintedFile } from './linted-file';
import { summaryLine } from './summary-line';

type Colors = ReturnType<typeof pc.createColors>;

/**
 * Findings like a compiler's: place, severity, message and code, then the source line with carets below the span.
 * `colored` is for terminals.
 */
export function reportText(files: readonly LintedFile[], colored: boolean): string {
  const colors = pc.createColors(colored);
  const blocks = files.flatMap((file) => {
    const lines = file.text.split(/\r?\n/);
    return file.diagnostics.map((finding) => block(file.path, lines, finding, colors));
  });
  const refused = files.flatMap((file) =>
    (file.refused ?? []).map(
      ({ line, code, title, because }) =>
        `${file.path}:${line}: not fixed: ${title} ${colors.dim(`[${code}]`)}, because ${because}`,
    ),
  );
  return [...blocks, ...refused, summary(files, colors)].join('\n');
}

function block(path: string, lines: readonly string[], finding: ConfigDiagnostic, colors: Colors): string {
  const { range, message, code } = finding.diagnostic;
  const place = `${path}:${range.start.line + 1}:${range.start.character + 1}`;
  const head = `${colors.bold(place)}: ${paint(finding.severity, colors)}: ${message} ${colors.dim(`[${code}]`)}`;
  const source = lines[range.start.line] ?? '';
  const end = range.end.line === range.start.line ? range.end.character : source.length;
  const number = String(range.start.line + 1).padStart(5);
  // Tabs are kept, so that the carets stand below what they mean at any tab width.
  const indent = source.slice(0, range.start.character).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, end - range.start.character));
  return [
    head,
    colors.dim(`${number} | `) + source,
    colors.dim('      | ') + indent + colorOf(finding.severity, colors)(carets),
    '',
  ].join('\n');
}

function summary(files: readonly LintedFile[], colors: Colors): string {
  return `${summaryLine(files, (severity, count) => colorOf(severity, colors)(count), colors.green)}\n`;
}

function paint(severity: Severity, colors: Colors): string {
  return colors.bold(colorOf(severity, colors)(severity));
}

function colorOf(severity: Severity, colors: Colors): (text: string) => string {
  if (severity === 'error') return colors.red;
  if (severity === 'warning') return colors.yellow;
  return severity === 'information' ? colors.cyan : colors.dim;
}
