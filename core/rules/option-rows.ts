import { isQwen } from '../profiles/model-families';
import {
  type ConfigNode,
  type Entry,
  holdsVariable,
  isBoolean,
  isNull,
  isNumber,
  isText,
  isTruthy,
} from '../syntax/config-node';
import type { Claim, CodeFacts, Finding, Fix, Severity } from '../syntax/finding';
import { removeEntry, replaceScalar, type ScalarValue } from '../syntax/text-edits';
import type { VersionRange } from '../toolkit/versions';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

/** Where a row's key is written. */
export interface RowPlace {
  readonly process: TrainingProcess;
  /** The section that the last part of the key is in. */
  readonly section: Section;
  readonly entry: Entry;
  /** The value as a message shows it. */
  readonly shown: string;
}

/** One option with values that do not do what they look like. */
export interface OptionRow {
  /** Below the process, `train.snr_gamma`; `dataset.` stands for each dataset. */
  readonly key: string;
  /** Only Qwen-Image models unless `any`. */
  readonly models?: 'qwen' | 'any';
  when(value: ConfigNode, place: RowPlace): boolean;
  /** What is there, what ai-toolkit does with it, what to write instead. */
  readonly says: string | ((place: RowPlace) => string);
  readonly severity?: Severity;
  /** The row counts if this holds for every version that may train the config; omitted for all versions. */
  readonly versions?: VersionRange;
  readonly claim: Claim | readonly Claim[];
  /** Another key of the process that has a part in it, and what to say of it. */
  readonly related?: readonly [key: string, message: string];
  readonly fix?: RowFix;
  /** Point at the key instead of the value. */
  readonly onKey?: boolean;
}

/** Remove the key, or write a value; never safe, because the author wanted something else. */
export type RowFix = 'remove' | { readonly write: ScalarValue };

/** A rule that is nothing but rows. */
export function ruleOfRows(facts: Omit<CodeFacts, 'claims'>, rows: readonly OptionRow[]): Rule {
  return {
    ...facts,
    claims: claimsOf(rows),
    ...(rows.some(({ versions }) => versions) ? { differsByVersion: true } : {}),
    *check(config, context) {
      const holding = rows.filter(
        ({ versions }) => versions === undefined || context.versions.holds(versions) === 'always',
      );
      for (const process of config.trainers) {
        for (const row of holding) yield* findingsOf(config, process, row);
      }
    },
  };
}

/** The claims of rows, each once. */
function claimsOf(rows: readonly OptionRow[]): readonly Claim[] {
  const all = rows.flatMap(({ claim }) => claim);
  return [...new Map(all.map((claim) => [JSON.stringify(claim), claim])).values()];
}

function* findingsOf(config: TrainingConfig, process: TrainingProcess, row: OptionRow): Iterable<Finding> {
  if (row.models !== 'any' && !isQwen(process)) return;
  const dotted = row.key.replace(/^dataset\./, '');
  const sections: readonly Section[] = dotted === row.key ? [process] : process.datasets;
  const path = dotted.split('.');
  const parent = path.slice(0, -1).join('.');
  const key = path.at(-1) ?? '';
  for (const outer of sections) {
    const section = parent === '' ? outer : outer.section(parent);
    const entry = section?.entry(key);
    if (!section || !entry || holdsVariable(entry.value)) continue;
    const place: RowPlace = { process, section, entry, shown: shownValue(entry.value) };
    if (row.when(entry.value, place)) yield findingAt(config, row, place);
  }
}

function findingAt(config: TrainingConfig, row: OptionRow, place: RowPlace): Finding {
  const { entry } = place;
  const isAbsent = entry.value.kind === 'scalar' && entry.value.style === 'absent';
  const partner = row.related && place.process.entry(row.related[0]);
  return {
    span: row.onKey || isAbsent || entry.value.kind !== 'scalar' ? entry.key.span : entry.value.span,
    ...(row.severity ? { severity: row.severity } : {}),
    message: typeof row.says === 'string' ? row.says : row.says(place),
    ...(partner && row.related ? { related: [{ span: partner.value.span, message: row.related[1] }] } : {}),
    fixes: row.fix ? fixesOf(config, row.fix, place) : [],
    claims: [row.claim].flat(),
  };
}

function fixesOf(config: TrainingConfig, fix: RowFix, { section, entry }: RowPlace): Fix[] {
  const name = entry.key.source;
  if (fix === 'remove') {
    const edits = [removeEntry(config.document, section.mapping, entry)];
    return [{ title: `Remove '${name}'`, safe: false, edits }];
  }
  if (entry.value.kind !== 'scalar') return [];
  const title = `Write '${name}: ${fix.write}'`;
  return [{ title, safe: false, edits: [replaceScalar(entry.value, fix.write)] }];
}

function shownValue(value: ConfigNode): string {
  if (value.kind === 'mapping') return '{…}';
  return value.kind === 'sequence' ? '[…]' : value.source;
}

/** Python counts it as true. */
export const on = (value: ConfigNode): boolean => isTruthy(value);

/** A number below `bound`. */
export const below =
  (bound: number) =>
  (value: ConfigNode): boolean =>
    isNumber(value) && value.value < bound;

/** A number of at least `bound`; a number in quotes counts where Python converts it. */
export const atLeast =
  (bound: number) =>
  (value: ConfigNode): boolean =>
    isNumber(value) && value.value >= bound;

/** A text from a list; upper and lower case count. */
export const oneOf =
  (...words: readonly string[]) =>
  (value: ConfigNode): boolean =>
    isText(value) && words.includes(value.value);

/** Something is written, not null and not an empty text. */
export const given = (value: ConfigNode): boolean =>
  !isNull(value) && !(isText(value) && value.value === '') && !(isBoolean(value) && !value.value);
