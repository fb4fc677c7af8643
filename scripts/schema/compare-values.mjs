import { isInRange } from '../../core/toolkit/versions.ts';

/**
 * What a checkout's sources add to an enumeration of the facts and what they no longer name.
 *
 * @param {Record<string, { values: object, valuesSince?: Record<string, string>, suffix?: string }>} enums the facts
 * @param {string} version the checkout's
 * @param {readonly { enumeration: string, found: readonly string[], implied?: readonly string[], foreign?: readonly string[] }[]} readings
 *   one for each place where values were looked for; an enumeration may have several
 * @returns {import('./compare-facts.mjs').Drift[]}
 */
export function compareValues(enums, version, readings) {
  const drift = [];
  for (const [name, fact] of Object.entries(enums)) {
    const own = readings.filter(({ enumeration }) => enumeration === name);
    if (own.length === 0) continue;
    const foreign = new Set(own.flatMap((reading) => reading.foreign ?? []));
    const found = new Set(own.flatMap((reading) => reading.found));
    const implied = new Set(own.flatMap((reading) => reading.implied ?? []));
    const known = new Set(Object.keys(fact.values));
    for (const value of found) {
      if (!known.has(value) && !foreign.has(value))
        drift.push({ kind: 'added', section: `enum ${name}`, key: value, where: 'a value' });
      else if (!isExpected(fact, value, version))
        drift.push({
          kind: 'changed',
          section: `enum ${name}`,
          key: value,
          ours: fact.valuesSince[value],
          theirs: version,
          where: 'since',
        });
    }
    const stems = new Set([...known].map((value) => (fact.suffix ? value.split(fact.suffix)[0] : value)));
    for (const value of stems) {
      if (found.has(value) || implied.has(value) || !isExpected(fact, value, version)) continue;
      drift.push({ kind: 'dropped', section: `enum ${name}`, key: value, where: String(fact.source) });
    }
  }
  return drift;
}

function isExpected({ valuesSince = {} }, value, version) {
  return isInRange(version, valuesSince[value] === undefined ? {} : { since: valuesSince[value] });
}
