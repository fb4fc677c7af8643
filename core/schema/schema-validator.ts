import type { ConfigNode } from '../syntax/config-node';
import type { ConfigPath } from '../syntax/config-path';
import validate from './compiled-schema.generated.mjs';

/** A complaint of the schema about the value at a path. */
export interface SchemaComplaint {
  readonly path: ConfigPath;
  readonly keyword: string;
  /** Of `required`. */
  readonly missingKey: string | undefined;
}

/**
 * Holds a config's tree against the schema. Values with an environment variable in them are unknown, so nothing is said
 * about them.
 */
export function validateTree(root: ConfigNode | undefined): SchemaComplaint[] {
  if (!root) return [];
  const unknown = new Set<string>();
  if (validate(plainValue(root, '', unknown))) return [];
  const complaints: SchemaComplaint[] = [];
  for (const error of validate.errors ?? []) {
    if (unknown.has(error.instancePath)) continue;
    const missing = error.params.missingProperty;
    complaints.push({
      path: readPointer(error.instancePath),
      keyword: error.keyword,
      missingKey: typeof missing === 'string' ? missing : undefined,
    });
  }
  return complaints;
}

/** The value as ai-toolkit has it after its trip through JSON: keys are text, the last of duplicates counts. */
function plainValue(node: ConfigNode, pointer: string, unknown: Set<string>): unknown {
  if (node.kind === 'sequence') {
    return node.items.map((item, index) => plainValue(item, `${pointer}/${index}`, unknown));
  }
  if (node.kind === 'mapping') {
    const plain = Object.create(null) as Record<string, unknown>;
    for (const entry of node.entries) {
      if (entry.shadowed) continue;
      const key = String(entry.key.value);
      plain[key] = plainValue(entry.value, `${pointer}/${escapePointer(key)}`, unknown);
    }
    return plain;
  }
  if (node.source.includes('${')) unknown.add(pointer);
  return node.value;
}

function escapePointer(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** A pointer does not tell keys from indexes; no key that the schema looks into is made of digits. */
function readPointer(pointer: string): ConfigPath {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}
