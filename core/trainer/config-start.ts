import type { ConfigDocument } from '../syntax/config-document';

/**
 * Whether a document may be the beginning of a config: nothing yet, a single word, or no other top-level keys than those
 * of a config. Such a document is completed like a config, but not checked.
 */
export function mayBecomeConfig({ root }: ConfigDocument): boolean {
  if (!root) return true;
  if (root.kind === 'scalar') return /^[\w-]*$/.test(root.source);
  if (root.kind === 'sequence') return false;
  return root.entries.every(
    ({ key }) => key.value === 'job' || key.value === 'config' || key.value === 'meta',
  );
}
