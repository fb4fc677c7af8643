import type { ConfigDiagnostic, Severity } from '../../../../core/language-service';
import { portablePath, type Report } from './linted-file';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Workflow commands that GitHub Actions shows as annotations, one a line. */
export function reportGithub({ files, failures }: Report): string {
  const lines = files.flatMap((file) =>
    file.diagnostics.map((finding) => annotation(portablePath(file.path), finding)),
  );
  const unusable = failures.map(
    ({ path, reason }) => `::error file=${property(portablePath(path))}::${message(reason)}`,
  );
  return [...lines, ...unusable].map((line) => `${line}\n`).join('');
}

function annotation(path: string, { diagnostic, severity, message: said }: ConfigDiagnostic): string {
  const { start, end } = diagnostic.range;
  const oneLine = start.line === end.line;
  const properties = [
    `file=${property(path)}`,
    `line=${start.line + 1}`,
    `endLine=${end.line + 1}`,
    ...(oneLine ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
    `title=${property(String(diagnostic.code))}`,
  ];
  return `::${commands[severity]} ${properties.join(',')}::${message(said)}`;
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
