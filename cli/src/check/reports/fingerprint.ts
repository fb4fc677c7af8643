import { createHash } from 'node:crypto';
import type { ConfigDiagnostic } from '../../../../core/language-service';
import type { LintedFile } from './linted-file';

/**
 * A fingerprint for each diagnostic of a file, in order. It does not contain line numbers, so a finding that moved keeps
 * it: it is made of the code, the place in the config and the source line, and counts repetitions.
 */
export function fingerprints({ text, diagnostics }: LintedFile, path: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const seen = new Map<string, number>();
  return diagnostics.map((finding) => {
    const hash = createHash('sha256')
      .update(identity(finding, lines, path))
      .digest('hex')
      .slice(0, 16);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  });
}

function identity(
  { diagnostic, configPath }: ConfigDiagnostic,
  lines: readonly string[],
  path: string,
): string {
  const line = (lines[diagnostic.range.start.line] ?? '').trim();
  return JSON.stringify([path, diagnostic.code, configPath, line]);
}
