import { type ConfigNode, type Entry, entryOf } from '../syntax/config-node';
import { type ConfigPath, nodeAt } from '../syntax/config-path';
import type { Fix, ReportedFinding, Span } from '../syntax/finding';
import { insertEntry } from '../syntax/text-edits';
import { shallowKeys } from '../trainer/shallow-keys';
import type { KeySchema } from './config-schema';
import { type KeyChecks, keyId, sectionLabel } from './key-checks';
import { placeholders } from './placeholders';
import { type SchemaComplaint, validateTree } from './schema-validator';
import { missingKey } from './structure-codes';
import { isFallbackArch, unknownValueFinding } from './unknown-values';
import { asUsed } from './value-use';
import { wrongTypeFinding } from './wrong-types';

/** What the schema says against the values that stand in a config: one finding for each wrong value and each missing key. */
export function findSchemaProblems(checks: KeyChecks): ReportedFinding[] {
  const found: ReportedFinding[] = [];
  for (const [, complaints] of byPath(validateTree(checks.config.document.root))) {
    const first = complaints[0];
    if (first) found.push(...findingsAt(checks, first.path, complaints));
  }
  return found;
}

function byPath(complaints: readonly SchemaComplaint[]): Map<string, SchemaComplaint[]> {
  const groups = new Map<string, SchemaComplaint[]>();
  for (const complaint of complaints) {
    if (complaint.keyword === 'if') continue;
    const key = complaint.path.join('/');
    const group = groups.get(key) ?? [];
    group.push(complaint);
    groups.set(key, group);
  }
  return groups;
}

function findingsAt(
  checks: KeyChecks,
  path: ConfigPath,
  complaints: readonly SchemaComplaint[],
): ReportedFinding[] {
  const node = nodeAt(checks.config.document.root, path);
  if (!node) return [];
  const missing = new Set(complaints.flatMap(({ missingKey: key }) => (key === undefined ? [] : [key])));
  // A dataset needs one of two keys, which is one finding.
  if (missing.has('folder_path')) missing.delete('dataset_path');
  for (const entry of shallowKeys(checks.config))
    if (path[1] === 'process') missing.delete(String(entry.key.value));
  if (complaints.some(({ missingKey: key }) => key !== undefined)) {
    return [...missing].flatMap((key) => missingFinding(checks, path, node, key));
  }
  const key = keyOf(checks, path);
  if (!key) return [];
  const place = { key, path, node, isItem: typeof path.at(-1) === 'number' };
  if (isFallbackArch(place)) return [];
  const keywords = new Set(complaints.map(({ keyword }) => keyword));
  const finding = unknownValueFinding(checks, place, keywords) ?? wrongTypeFinding(checks, place, keywords);
  if (!finding) return [];
  const sectionPath = path.slice(
    0,
    path.findLastIndex((step) => typeof step === 'string'),
  );
  const sectionId = checks.lookup.sectionAt(checks.config.document.root, sectionPath)?.id;
  return [asUsed({ ...place, config: checks.config, sectionId }, finding)];
}

/** A process of an unknown type has no section, but its `type` is known. */
function keyOf({ lookup, config }: KeyChecks, path: ConfigPath): KeySchema | undefined {
  const isType = path.length === 4 && path[1] === 'process' && path[3] === 'type';
  return isType
    ? lookup.processSection(undefined)?.keys.get('type')
    : lookup.keyAt(config.document.root, path);
}

function missingFinding(
  checks: KeyChecks,
  path: ConfigPath,
  node: ConfigNode,
  name: string,
): ReportedFinding[] {
  if (node.kind !== 'mapping') return [];
  const { document, job, trainers } = checks.config;
  // A trainer needs another job, which reads its folder in the process.
  if (name === 'training_folder' && job === 'train' && trainers.length > 0) return [];
  const section = checks.lookup.sectionAt(document.root, path);
  if (section && checks.reportedElsewhere.has(keyId(section, name))) return [];
  const known = section?.keys.get(name);
  const where = section ? sectionLabel(section) : 'this mapping';
  const value = placeholders[name] ?? placeholderOf(known);
  const fixes: Fix[] = [];
  // A section of several lines cannot be inserted between brackets.
  if (node.flow ? !value.includes('\n') : document.format === 'yaml') {
    const text = document.format === 'json' ? JSON.stringify(value) : value;
    const edit = insertEntry(document, node, name, text, placeAfter(name));
    fixes.push({ title: `Insert '${name}'`, safe: false, edits: [edit] });
  }
  return [
    {
      code: missingKey.code,
      severity: missingKey.severity,
      span: spanOfAbsence(checks, path, node),
      message: messageFor(name, where, job),
      missing: true,
      fixes,
    },
  ];
}

function placeholderOf(key: KeySchema | undefined): string {
  return typeof key?.node.default === 'string' ? key.node.default : '""';
}

/** The key that names the section without its key; of a list's item the item's first key, of the whole config its first. */
function spanOfAbsence(checks: KeyChecks, path: ConfigPath, node: ConfigNode): Span {
  const last = path.at(-1);
  const parent = nodeAt(checks.config.document.root, path.slice(0, -1));
  const named: Entry | undefined = typeof last === 'string' ? entryOf(parent, last) : undefined;
  if (named) return named.key.span;
  const entries = node.kind === 'mapping' ? node.entries.filter((entry) => !entry.merged) : [];
  const type = entries.find((entry) => entry.key.value === 'type');
  const first = type?.value ?? entries[0]?.key;
  if (!first || first.span.start === first.span.end) return node.span;
  return first.span;
}

function placeAfter(name: string): string | undefined {
  return name === 'training_folder' ? 'type' : undefined;
}

function messageFor(name: string, where: string, job: string | undefined): string {
  const reasons: Readonly<Record<string, string>> = {
    job: "There is no 'job' at the top level: ai-toolkit stops with \"config file must have a job key\". Training configs have 'job: extension'.",
    config:
      'There is no \'config\' at the top level: ai-toolkit stops with "config file must have a config section".',
    process:
      "There is no 'process' in 'config': ai-toolkit stops, because there is nothing to run. Write a list with one entry per process.",
    type: "This process has no 'type', so ai-toolkit stops. Write 'type: diffusion_trainer' or 'type: sd_trainer'.",
    model: "There is no 'model' in the process, so ai-toolkit stops: it needs at least 'name_or_path'.",
    name_or_path:
      "There is no 'name_or_path' in 'model', so ai-toolkit stops before it loads anything. Write a Hugging Face name or a path.",
    folder_path:
      "This dataset has no 'folder_path': ai-toolkit fails when it looks for the images, after loading the model.",
  };
  if (name === 'name' && where === "'config'") {
    return "There is no 'name' in 'config': ai-toolkit stops with \"config file must have a config.name key\". It names the output folder and the saved files.";
  }
  if (name === 'training_folder') {
    return job === 'train'
      ? "There is no 'training_folder' in 'config', so ai-toolkit stops. 'job: train' reads it there."
      : "There is no 'training_folder' in the process, so ai-toolkit stops: it does not know where to save.";
  }
  return reasons[name] ?? `There is no '${name}' in ${where}, so ai-toolkit stops with an error.`;
}
