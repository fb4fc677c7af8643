import type { ConfigProblem, TextFix } from '../../../common/protocol';
import type { ConfigDiagnostic } from '../../../core/language-service';

/** A finding for the client's own pages and lists, with its quick fixes. */
export function problemWithFixes({
  diagnostic: { code, range },
  severity,
  message,
  fixes,
}: ConfigDiagnostic): ConfigProblem & { readonly fixes: readonly TextFix[] } {
  return {
    code: String(code),
    severity,
    message,
    range,
    fixes: fixes.map(({ title, safe, edits }) => ({ title, safe, edits })),
  };
}
