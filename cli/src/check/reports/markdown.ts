import type { ConfigDiagnostic, Severity } from '../../../../core/language-service';
import { portablePath, type Report } from './linted-file';
import { summaryLine } from './summary-line';

const icons: Readonly<Record<Severity, string>> = {
  error: '❌ error',
  warning: '⚠️ warning',
  information: 'ℹ️ information',
  hint: '💡 hint',
};

/** A page for a person, such as the summary of a GitHub Actions job: a table for each file with findings. */
export function reportMarkdown({ files, failures }: Report): string {
  const tables = files
    .filter(({ diagnostics }) => diagnostics.length > 0)
    .map(({ path, diagnostics }) =>
      [
        `### ${escaped(portablePath(path))}`,
        '',
        '| Line | Severity | Finding |',
        '| ---: | --- | --- |',
        ...diagnostics.map(row),
        '',
      ].join('\n'),
    );
  const unusable = failures.map(
    ({ path, reason }) => `- **${escaped(portablePath(path))}**: ${escaped(reason)}`,
  );
  const list = unusable.length === 0 ? [] : ['### Not checked', '', ...unusable, ''];
  return ['## ai-toolkit configs', '', summaryLine(files), '', ...tables, ...list].join('\n');
}

function row({ diagnostic, severity, message }: ConfigDiagnostic): string {
  const code = escaped(String(diagnostic.code));
  const href = diagnostic.codeDescription?.href;
  // A page in the folder of the program has no address that a reader could open.
  const link = href?.startsWith('https:') ? `[${code}](${href})` : code;
  return `| ${diagnostic.range.start.line + 1} | ${icons[severity]} | ${escaped(message)} (${link}) |`;
}

/** Text of a config or a name as Markdown that shows it as it is. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}
