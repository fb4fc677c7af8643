import { isDeepStrictEqual } from 'node:util';
import { isInRange } from '../../core/toolkit/versions.ts';
import { readPythonLiteral } from './python-literal.mjs';

/**
 * One way in which ai-toolkit's sources and the facts differ.
 *
 * @typedef {{ kind: 'added' | 'dropped' | 'changed', section: string, key: string, ours?: unknown, theirs?: string, where: string }} Drift
 */

/**
 * What a checkout's sources add, drop and change against the facts. A section whose reader is gone is one drop, of all its keys; one that
 * is handed on as keyword arguments has no reader and is left out.
 *
 * @param {Awaited<ReturnType<import('./read-facts.mjs').readFacts>>} facts
 * @param {string} version the checkout's; a key that the facts give to other versions only is not missed
 * @param {ReadonlyMap<string, ReadonlyMap<string, { key: string, fallback: string | undefined, line: number }>>} reads
 *   by section and key
 * @param {ReadonlyMap<string, ReadonlySet<string>>} keysByFile every key that a file asks for, for keys that a section
 *   gets from another class
 * @param {ReadonlySet<string>} readSections the sections for which a reader is looked for
 * @param {(section: string, key: string) => string} placeOf where a reading stands
 * @returns {Drift[]}
 */
export function compareFacts(facts, version, reads, keysByFile, readSections, placeOf) {
  const drift = [];
  for (const [section, keys] of reads) {
    const known = knownKeys(facts.sections, section);
    for (const [key, read] of keys) {
      if (known.has(key)) continue;
      drift.push({ kind: 'added', section, key, theirs: read.fallback, where: placeOf(section, key) });
    }
  }
  for (const [section, { keys }] of Object.entries(facts.sections)) {
    for (const [key, fact] of Object.entries(keys)) {
      const read = reads.get(section)?.get(key);
      if (read) {
        const changed = changedDefault(fact, read.fallback);
        if (changed) drift.push({ kind: 'changed', section, key, ...changed, where: placeOf(section, key) });
      } else if (
        reads.has(section) &&
        isInRange(version, rangeOf(fact)) &&
        !isReadAt(fact, key, keysByFile)
      ) {
        drift.push({ kind: 'dropped', section, key, where: String(fact.source) });
      }
    }
  }
  for (const section of readSections) {
    if (!reads.has(section) && facts.sections[section]) {
      drift.push({
        kind: 'dropped',
        section,
        key: '*',
        where: facts.sections[section].source ?? 'a process',
      });
    }
  }
  return drift.sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

/** A drift as one line: `+ train.new_key = 1.0  toolkit/config_modules.py:400`. */
export function describeDrift({ kind, section, key, ours, theirs, where }) {
  const place = `${section}.${key}`;
  if (kind === 'added') return `+ ${place}${theirs === undefined ? '' : ` = ${theirs}`}  ${where}`;
  if (kind === 'dropped') return `- ${place}  (was ${where})`;
  return `~ ${place}: ${ours === undefined ? 'no default' : JSON.stringify(ours)} → ${theirs}  ${where}`;
}

/** The keys of a section and of all that are read together with it: sections that share a process type. */
function knownKeys(sections, section) {
  const types = new Set(sections[section]?.processTypes);
  const together = Object.entries(sections).filter(
    ([id, { processTypes = [] }]) => id === section || processTypes.some((type) => types.has(type)),
  );
  const known = new Set(together.flatMap(([, { keys }]) => Object.keys(keys)));
  if (types.size > 0) for (const key of Object.keys(sections.process?.keys ?? {})) known.add(key);
  return known;
}

/** A default that is no literal is described in words; only that it is none can be compared. */
function changedDefault(fact, fallback) {
  const literal = fallback === undefined ? { value: null } : readPythonLiteral(fallback);
  const ours = fact.default ?? null;
  if (literal === undefined ? ours === null : isDeepStrictEqual(literal.value, ours)) return undefined;
  return { ours: fact.default, theirs: fallback ?? 'none' };
}

function isReadAt(fact, key, keysByFile) {
  return [fact.source].flat().some((source) => keysByFile.get(String(source).split(':')[0])?.has(key));
}

function rangeOf({ since, until }) {
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function name({ section, key }) {
  return `${section}.${key}`;
}
