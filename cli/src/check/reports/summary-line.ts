import type { Severity } from '../../../../core/language-service';
import type { LintedFile } from './linted-file';

/**
 * Counts in one sentence: `2 configs checked: 1 error, 3 warnings; 2 with a fix.`
 *
 * @param emphasize gives a count its color
 * @param nothing gives the words for no findings their color
 */
export function summaryLine(
  files: readonly LintedFile[],
  emphasize: (severity: Severity, count: string) => string = (_, count) => count,
  nothing: (words: string) => string = (words) => words,
): string {
  const all = files.flatMap((file) => file.diagnostics);
  const fixable = all.filter((finding) => finding.fixable).length;
  const counts = (['error', 'warning', 'information', 'hint'] as const).flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [emphasize(severity, `${count} ${nounOf(severity, count)}`)];
  });
  const checked = `${files.length} ${files.length === 1 ? 'config' : 'configs'} checked`;
  if (counts.length === 0) return `${checked}: ${nothing('nothing to report')}.`;
  return `${checked}: ${counts.join(', ')}${fixable > 0 ? `; ${fixable} with a fix` : ''}.`;
}

function nounOf(severity: Severity, count: number): string {
  if (severity === 'information') return severity;
  return count === 1 ? severity : `${severity}s`;
}
