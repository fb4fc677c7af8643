import { type Entry, entryOf, isTruthy, type MappingNode } from '../syntax/config-node';
import { nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding } from '../syntax/finding';
import { formatScalar, removeEntry, renameKey, replaceSpan, textLikeSiblings } from '../syntax/text-edits';
import type { KeySchema, SchemaNode } from './config-schema';
import { type KeyChecks, removeFix, sectionLabel } from './key-checks';
import { deprecatedKey, unusedKey } from './structure-codes';
import type { VisitedKey } from './walk-keys';

/** The finding for a key that is read but not used, or has a newer name; undefined for current keys. */
export function oldKeyFinding(checks: KeyChecks, one: VisitedKey): ReportedFinding | undefined {
  const { key } = one;
  if (!key) return undefined;
  if (key.node['x-unused']) return unusedFinding(checks, one, key);
  if (needsFlag(checks, one)) return undefined;
  if (key.node.deprecationMessage === undefined || key.types.every((type) => type === 'null')) {
    return undefined;
  }
  return deprecatedFinding(checks, one, key);
}

function unusedFinding(checks: KeyChecks, one: VisitedKey, key: KeySchema): ReportedFinding {
  const { entry, mapping, section } = one;
  const better = key.node['x-replacedBy'];
  const instead = better ? ` Write '${better}' instead.` : '';
  return {
    code: unusedKey.code,
    severity: unusedKey.severity,
    span: entry.key.span,
    message: `${reasonFor(key.name, section.id) ?? `'${key.name}' has no effect: ai-toolkit reads it in ${sectionLabel(section)} but does not use it.`}${instead}`,
    fixes: entry.merged ? [] : [removeFix(checks.config.document, mapping, entry)],
    unnecessary: true,
  };
}

function reasonFor(name: string, section: string): string | undefined {
  if (name === 'device' && (section.startsWith('process') || section === 'config')) {
    return "'device' has no effect: ai-toolkit uses the GPU that it is started with. Choose one with CUDA_VISIBLE_DEVICES, or when you start training.";
  }
  if (name === 'unet_lr' || name === 'text_encoder_lr') {
    return `'${name}' has no effect: ai-toolkit trains everything with 'lr'.`;
  }
  return undefined;
}

function deprecatedFinding(checks: KeyChecks, one: VisitedKey, key: KeySchema): ReportedFinding {
  const { entry, mapping } = one;
  const fixes = entry.merged ? [] : replaceFixes(checks, one, key.node);
  const isIdle = isWithoutEffect(key, entry);
  const message = (key.node.deprecationMessage ?? '').replace(/`([^`]*)`/g, "'$1'");
  return {
    code: deprecatedKey.code,
    severity: deprecatedKey.severity,
    span: entry.key.span,
    message: isIdle
      ? `'${key.name}: ${entry.value.kind === 'scalar' ? entry.value.source : ''}' is the default, written with an old key.`
      : `'${key.name}' is an old key that still works. ${message}`,
    fixes: [
      ...fixes,
      ...(isIdle && !entry.merged
        ? [{ ...removeFix(checks.config.document, mapping, entry), safe: true }]
        : []),
    ],
    deprecated: true,
  };
}

/** `is_flux: false` is the default. */
function isWithoutEffect(key: KeySchema, entry: Entry): boolean {
  return key.types.includes('boolean') && key.node.default === false && !isTruthy(entry.value);
}

function replaceFixes(checks: KeyChecks, one: VisitedKey, node: SchemaNode): Fix[] {
  const better = node['x-replacedBy'];
  const value = node['x-replacedByValue'];
  const { entry, mapping } = one;
  if (better === undefined || better.includes('.')) return [];
  const other = entryOf(mapping, better);
  if (value !== undefined) return flagFixes(checks, one, better, value, other);
  // Another name of the same key, or a switch that a newer key replaces.
  const sameKind = node['x-aliasOf'] === better || isSwitchFor(one, better);
  if (!sameKind || other) return [];
  return [{ title: `Rename to '${better}'`, safe: true, edits: [renameKey(entry, better)] }];
}

function isSwitchFor(one: VisitedKey, better: string): boolean {
  const target = one.section.keys.get(better);
  return target?.types.includes('boolean') === true && one.key?.types.includes('boolean') === true;
}

/** `is_flux: true` becomes `arch: flux`, or goes where that is written already. */
function flagFixes(
  checks: KeyChecks,
  one: VisitedKey,
  better: string,
  value: string,
  other: Entry | undefined,
): Fix[] {
  const { entry, mapping } = one;
  if (!isTruthy(entry.value)) return [];
  if (other) {
    const same = other.value.kind === 'scalar' && other.value.value === value;
    const title = `Remove '${String(entry.key.value)}'`;
    return same ? [{ title, safe: true, edits: [removeEntry(checks.config.document, mapping, entry)] }] : [];
  }
  const written = textFor(checks, mapping, value);
  const key = formatScalar(better, entry.key.style);
  return [
    {
      title: `Write '${better}: ${value}'`,
      safe: true,
      edits: [replaceSpan(entry.key.span, key), replaceSpan(entry.value.span, written)],
    },
  ];
}

/**
 * These options ask for the flag itself: `arch: flux` is translated into it only after they were checked
 * (toolkit/config_modules.py:691, 700, 789). A flag without an `arch` also makes `save_format` diffusers (1478), which
 * changes nothing for LoRAs.
 */
function needsFlag(checks: KeyChecks, one: VisitedKey): boolean {
  if (one.entry.key.value !== 'is_flux') return false;
  const model = nodeAt(checks.config.document.root, one.path);
  return ['attn_masking', 'split_model_over_gpus'].some((key) => isTruthy(entryOf(model, key)?.value));
}

function textFor(checks: KeyChecks, mapping: MappingNode, value: string): string {
  return checks.config.document.format === 'json' ? JSON.stringify(value) : textLikeSiblings(mapping, value);
}
