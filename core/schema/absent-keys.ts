import type { ReportedFinding } from '../syntax/finding';
import { type KeyChecks, removeFix, sectionLabel } from './key-checks';
import { keyNotInCheckout } from './structure-codes';
import type { VisitedKey } from './walk-keys';

/**
 * The finding for a key that the schema knows and the user's own ai-toolkit never asks for: it is older than the facts, or
 * has dropped the key. Undefined for any other key, and where its sources do not tell. `described` is the version of which
 * the schema speaks.
 */
export function absentKeyFinding(
  { config, toolkit }: KeyChecks,
  { entry, key, mapping, section }: VisitedKey,
  described: string | undefined,
): ReportedFinding | undefined {
  const name = String(entry.key.value);
  if (!key || toolkit?.has(section.id, name) !== false) return undefined;
  const here = `'${name}' is not in your ai-toolkit ${toolkit.version}, which never asks for it in ${sectionLabel(section)} and ignores it.`;
  return {
    code: keyNotInCheckout.code,
    severity: keyNotInCheckout.severity,
    span: entry.key.span,
    message: described === undefined ? here : `${here} ai-toolkit ${described} reads it.`,
    fixes: entry.merged ? [] : [removeFix(config.document, mapping, entry)],
    unnecessary: true,
  };
}
