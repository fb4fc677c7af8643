import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { ConfigNode } from '../../core/syntax/config-node';
import { entryOf } from '../../core/syntax/config-node';
import { formatPath, pathAt } from '../../core/syntax/config-path';
import type { ReportedFinding } from '../../core/syntax/finding';
import { findInText, readConfig, repositoryRoot } from '../support/find-in-text';

/** What ai-toolkit's own loader did with one config. */
interface Answer {
  readonly file: string;
  readonly skipped?: string;
  /** The error that it raised, as Python shows it. */
  readonly raises: string | null;
  /** `config.process[0].train.foo`; `…sample::SampleItem.foo` is a key of an item below that section. */
  readonly unread: readonly string[];
}

const shared = path.resolve(repositoryRoot, '../shared');
const sets = ['guide', 'upstream', 'wild'];
/** Findings that speak for several keys at once, by their related spans. */
const groupCodes = new Set(['fork-keys', 'process-too-shallow']);
const saysUnread = new Set(['unknown-key', 'misplaced-key', 'fork-keys', 'key-not-in-checkout']);

/** What the loader raised, and what our message must say in its place. */
const sameInOurWords: readonly { readonly raised: RegExp; readonly said: RegExp }[] = [
  // PyYAML notices only at the next quote that the one before was never closed.
  {
    raised: /^ParserError: while parsing a block mapping[\s\S]*found '<scalar>'/,
    said: /quote.*(?:not closed|missing)/i,
  },
  { raised: /training_folder missing/, said: /'training_folder'/ },
  { raised: /must have a config\.name key/, said: /no 'name' in 'config'/ },
  { raised: /must have a job key/, said: /no 'job' at the top level/ },
  // BaseSDTrainProcess.py:153 walks through the datasets that are not there.
  { raised: /'NoneType' object is not iterable/, said: /no 'datasets'.*'cache_text_embeddings'/ },
];

if (!existsSync(path.join(shared, 'oracle'))) {
  it('has no corpus beside the repository to compare with', (test) => {
    test.diagnostic(`${shared} is not there; the agreement with the loader was not checked.`);
  });
} else {
  for (const set of sets) {
    describe(`agreement with ai-toolkit's loader: ${set}`, () => {
      for (const answer of answersOf(set)) {
        it(answer.file, () => checkAgreement(path.join(shared, 'corpus', set, answer.file), answer));
      }
    });
  }
}

function answersOf(set: string): readonly Answer[] {
  const { configs } = JSON.parse(readFileSync(path.join(shared, 'oracle', `${set}.json`), 'utf8'));
  assert.ok(Array.isArray(configs) && configs.length > 0, `no answers for ${set}`);
  return configs;
}

function checkAgreement(file: string, answer: Answer): void {
  const text = readFileSync(file, 'utf8');
  const root = readConfig(text).document.root;
  // The loader that answered was ai-toolkit 0.12.26's.
  const findings = findInText(text, { toolkitVersion: '0.12.26' });
  // Jobs that train nothing were not run by the oracle; they still must not make us stumble.
  if (answer.skipped) return;
  checkUnread(answer, root, findings);
  if (answer.raises === null) checkRead(answer, root, findings);
  else checkRaised(answer.raises, findings);
}

/** Every key that the loader never asked for is covered by exactly one finding. */
function checkUnread(
  answer: Answer,
  root: ConfigNode | undefined,
  findings: readonly ReportedFinding[],
): void {
  for (const unread of answer.unread) {
    const places = placesOf(unread, root);
    if (places.length === 0) {
      assert.ok(isWrittenInAnotherItem(unread, root), `${unread} is written nowhere`);
      continue;
    }
    const codes = findings
      .filter((finding) => places.some((place) => isOn(finding, place, root)))
      .map(({ code }) => code);
    assert.equal(codes.length, places.length, `${unread} is covered by: ${codes.join(', ') || 'nothing'}`);
  }
}

/** No key that the loader asked for is called unknown or misplaced. */
function checkRead(answer: Answer, root: ConfigNode | undefined, findings: readonly ReportedFinding[]): void {
  const unread = new Set(answer.unread.flatMap((key) => placesOf(key, root)));
  for (const finding of findings.filter(({ code }) => saysUnread.has(code))) {
    for (const place of placesIn(finding, root)) {
      assert.ok(unread.has(place), `${place} was read, yet ${finding.code} says: ${finding.message}`);
    }
  }
}

function checkRaised(raises: string, findings: readonly ReportedFinding[]): void {
  const words = sameInOurWords.find(({ raised }) => raised.test(raises));
  assert.ok(words, `nothing is known of the error ${raises}`);
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  assert.ok(
    errors.some((message) => words.said.test(message)),
    `the loader raised ${raises}, we say: ${errors.join(' | ') || 'nothing'}`,
  );
}

/** A finding stands on a key: its own span is the key's, or that of its group's names one of them. */
function isOn(finding: ReportedFinding, place: string, root: ConfigNode | undefined): boolean {
  if (finding.missing) return false;
  return placesIn(finding, root).includes(place);
}

function placesIn(finding: ReportedFinding, root: ConfigNode | undefined): string[] {
  const related = groupCodes.has(finding.code) ? (finding.related ?? []) : [];
  return [finding, ...related].map(({ span }) => formatPath(pathAt(root, span.start)));
}

/** The places of the text that an entry of the data means. */
function placesOf(unread: string, root: ConfigNode | undefined): string[] {
  const inItems = /^(.*)::\w+\.(\w+)$/.exec(unread);
  if (!inItems) return nodeOf(unread, root) ? [unread] : [];
  const [, section = '', key = ''] = inItems;
  const places = ['samples', 'prompts'].flatMap((list) => {
    const items = nodeOf(`${section}.${list}`, root);
    const count = items?.kind === 'sequence' ? items.items.length : 0;
    return Array.from({ length: count }, (_, index) => `${section}.${list}[${index}].${key}`);
  });
  return places.filter((place) => nodeOf(place, root));
}

/**
 * The data gives every item of a list the unread keys of all of them: one file has `datasets[0].body_…` there and writes
 * that key in `datasets[1]` alone. A key that an item does not write cannot be unread in it; where it is written, it is
 * checked on its own account.
 */
function isWrittenInAnotherItem(unread: string, root: ConfigNode | undefined): boolean {
  const parts = /^(.*\.datasets)\[\d+\]\.(\w+)$/.exec(unread);
  const list = parts?.[1] === undefined ? undefined : nodeOf(parts[1], root);
  const key = parts?.[2];
  if (list?.kind !== 'sequence' || key === undefined) return false;
  return list.items.some((item) => entryOf(item, key) !== undefined);
}

function nodeOf(dotted: string, root: ConfigNode | undefined): ConfigNode | undefined {
  let node = root;
  for (const step of dotted.match(/[^.[\]]+/g) ?? []) {
    node = node?.kind === 'sequence' ? node.items[Number(step)] : entryOf(node, step)?.value;
  }
  return node;
}
