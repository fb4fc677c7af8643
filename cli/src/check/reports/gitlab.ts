import type { Severity } from '../../../../core/language-service';
import { fingerprints } from './fingerprint';
import { portablePath, type Report } from './linted-file';

const severities: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

/** GitLab's Code Quality report: a list of issues. */
export function reportGitlab({ files, failures }: Report): string {
  const issues = files.flatMap((file) => {
    const path = portablePath(file.path);
    const prints = fingerprints(file, path);
    return file.diagnostics.map(({ diagnostic, severity, message }, index) => ({
      description: message,
      check_name: String(diagnostic.code),
      fingerprint: prints[index] ?? '',
      severity: severities[severity],
      location: { path, lines: { begin: diagnostic.range.start.line + 1 } },
    }));
  });
  const unusable = failures.map(({ path, reason }) => ({
    description: reason,
    check_name: 'unusable-input',
    fingerprint: portablePath(path),
    severity: 'blocker',
    location: { path: portablePath(path), lines: { begin: 1 } },
  }));
  return `${JSON.stringify([...issues, ...unusable], undefined, 2)}\n`;
}
