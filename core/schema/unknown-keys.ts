import type { ConfigDocument } from '../syntax/config-document';
import { type ConfigNode, type Entry, entryOf, scalarText } from '../syntax/config-node';
import { nodeAt } from '../syntax/config-path';
import type { Finding, Fix, ReportedFinding } from '../syntax/finding';
import { renameKey } from '../syntax/text-edits';
import type { KeySchema, SectionSchema } from './config-schema';
import { groupForkKeys } from './fork-keys';
import { inSection, type KeyChecks, removeFix, type UnknownKey } from './key-checks';
import { type Candidate, clearWinner, nearestWords } from './key-distance';
import { type Home, homesOf, readersOf, routeText } from './key-sections';
import { misplacedFinding } from './misplaced-keys';
import { nativeWord } from './other-trainer-keys';
import { isOutdated } from './schema-lookup';
import { unknownKey } from './structure-codes';
import { isAskedFor, type VisitedKey } from './walk-keys';

/**
 * A finding for each key that its section's reader never asks for: misplaced where another section reads it, one for all
 * where many belong together, else unknown.
 */
export function findUnknownKeys(checks: KeyChecks, visited: readonly VisitedKey[]): ReportedFinding[] {
  const unknown = visited.filter((one) => isUnknown(checks, one)).map((one) => explain(checks, one));
  const found: ReportedFinding[] = [];
  const unexplained: UnknownKey[] = [];
  for (const one of unknown) {
    const misplaced = misplacedFinding(checks, one, hasOwnWord(one));
    if (misplaced) found.push(misplaced);
    else if (isExplained(one)) found.push(unknownFinding(checks, one));
    else unexplained.push(one);
  }
  const { groups, alone } = groupForkKeys(checks, unexplained);
  return [...found, ...groups, ...alone.map((one) => unknownFinding(checks, one))];
}

function isUnknown(checks: KeyChecks, one: VisitedKey): boolean {
  if (one.key) return false;
  const name = String(one.entry.key.value);
  if (name === '' || name.includes('${')) return false;
  if (checks.toolkit?.has(one.section.id, name)) return false;
  return !(one.section.id === 'job' && isStore(checks.config.document, one.entry));
}

/** A top-level key that holds anchors for the rest of the file, or says by `x-` that it is nobody's business. */
function isStore(document: ConfigDocument, entry: Entry): boolean {
  if (String(entry.key.value).startsWith('x-')) return true;
  return /(?:^|[\s:[{,-])&[\w-]/.test(document.text.slice(entry.key.span.end, entry.span.end));
}

function explain(checks: KeyChecks, one: VisitedKey): UnknownKey {
  const name = String(one.entry.key.value);
  const native = nativeWord(one.section.id, name);
  const process = processSectionOf(checks, one);
  const readers = process ? readersOf(process, one.section, name) : [];
  const fitting = (homes: readonly Home[]) => homes.filter((home) => fits(home.key, one.entry.value));
  const homes = process ? fitting(homesOf(process, one.section, name)) : [];
  if (native !== undefined && one.section.keys.has(native)) {
    return { ...one, name, candidates: [{ word: native, distance: 0, close: true }], homes, readers };
  }
  // A word that is right elsewhere is not a slip of another one, nor is a short one beside the word that it resembles.
  const candidates = nearestKeys(one.section, name).filter(
    ({ word, distance }) =>
      mayBeMeant(checks, one.section.keys.get(word), one.entry.value) &&
      (distance <= 0.5 || (readers.length === 0 && (word.length > 4 || !entryOf(one.mapping, word)))),
  );
  return { ...one, name, candidates, homes, readers };
}

const nearestBySection = new WeakMap<SectionSchema, Map<string, readonly Candidate[]>>();

/** The section's words that resemble one; kept, because an unknown key is looked at again with each keystroke elsewhere. */
function nearestKeys(section: SectionSchema, name: string): readonly Candidate[] {
  const kept = nearestBySection.get(section) ?? new Map<string, readonly Candidate[]>();
  nearestBySection.set(section, kept);
  const before = kept.get(name);
  if (before) return before;
  if (kept.size > 500) kept.clear();
  const nearest = nearestWords(name, writableKeys(section));
  kept.set(name, nearest);
  return nearest;
}

/** Old and unused keys are nothing to lead anybody to. */
function writableKeys(section: SectionSchema): string[] {
  const keys = [...section.keys.values()].filter(({ node }) => !isOutdated(node));
  return keys.map((key) => key.name);
}

/** The process that the key belongs to; for a key above the processes the first. */
function processSectionOf(checks: KeyChecks, one: VisitedKey): SectionSchema | undefined {
  const { root } = checks.config.document;
  const node = nodeAt(root, one.path.length > 2 ? one.path.slice(0, 3) : ['config', 'process', 0]);
  return checks.lookup.processSection(scalarText(entryOf(node, 'type')?.value));
}

function mayBeMeant(checks: KeyChecks, key: KeySchema | undefined, value: ConfigNode): boolean {
  return key !== undefined && isAskedFor(key, checks.config.job) && fits(key, value);
}

/** Whether a key may be meant by what stands behind it: a mapping is not a number. */
function fits(key: KeySchema | undefined, value: ConfigNode): boolean {
  if (!key || key.types.length === 0) return true;
  if (value.kind === 'mapping') return key.types.includes('object');
  if (value.kind === 'sequence') return key.types.includes('array');
  if (value.type === 'null') return true;
  return key.types.some((type) => type !== 'object' && type !== 'array' && type !== 'null');
}

/** The same word with other underscores or capitals, or another trainer's word: it is meant for this very section. */
function hasOwnWord(one: UnknownKey): boolean {
  return one.candidates.some((candidate) => candidate.close && candidate.distance <= 0.5);
}

function isExplained(one: UnknownKey): boolean {
  return (
    clearWinner(one.candidates) !== undefined ||
    one.readers.length > 0 ||
    one.name === 'is_qwen' ||
    one.name === 'epochs'
  );
}

function unknownFinding(checks: KeyChecks, one: UnknownKey): ReportedFinding {
  const { entry, section, name, mapping } = one;
  const winner = clearWinner(one.candidates);
  const { message, related } = messageFor(one, winner);
  const fixes: Fix[] = [];
  const taken = (word: string) => entryOf(mapping, word) !== undefined;
  if (!entry.merged) {
    for (const { word, close } of one.candidates.slice(0, winner === undefined ? 3 : 1)) {
      if (taken(word)) continue;
      const safe = close && word === winner;
      fixes.push({ title: `Rename to '${word}'`, safe, edits: [renameKey(entry, word)] });
    }
    fixes.push(removeFix(checks.config.document, mapping, entry));
  }
  return {
    code: unknownKey.code,
    severity: unknownKey.severity,
    span: entry.key.span,
    message: message ?? `ai-toolkit does not read '${name}' ${inSection(section)} and ignores it.`,
    fixes,
    unnecessary: true,
    ...(related ? { related } : {}),
  };
}

function messageFor(one: UnknownKey, winner: string | undefined): Pick<Finding, 'message' | 'related'> {
  const { name, section, mapping } = one;
  const ignored = `ai-toolkit does not read '${name}' ${inSection(section)} and ignores it.`;
  if (name === 'is_qwen') {
    return { message: `${ignored} Only 'arch' chooses the model: 'arch: qwen_image', for example.` };
  }
  if (name === 'epochs' && section.keys.has('steps')) {
    return {
      message: `${ignored} There is no setting for epochs: only 'steps' sets how long training runs.`,
    };
  }
  if (winner !== undefined) {
    const other = entryOf(mapping, winner);
    if (!other) return { message: `${ignored} Did you mean '${winner}'?` };
    const related = [{ span: other.key.span, message: `'${winner}' is written here.` }];
    return { message: `${ignored} The key is '${winner}', which is also written.`, related };
  }
  if (one.readers.length > 0) {
    const places = one.readers.slice(0, 3).map((home) => routeText(home.route));
    return { message: `${ignored} It is read in ${places.join(', ')}.` };
  }
  const near = one.candidates.slice(0, 3).map(({ word }) => `'${word}'`);
  if (near.length > 0) return { message: `${ignored} The most similar keys are ${near.join(', ')}.` };
  return { message: ignored };
}
