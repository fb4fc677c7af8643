import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { laterFailures } from '../../../../core/runs/failures/afterwards';
import { knownExits } from '../../../../core/runs/failures/exits';
import { knownFailures } from '../../../../core/runs/failures/index';
import type { KnownFailure } from '../../../../core/runs/failures/known-failure';
import { createRunLogParser } from '../../../../core/runs/log/run-log';
import type { RunPhase } from '../../../../core/runs/log/state';
import { readExit } from '../../../../core/runs/run-exit';
import { explainFailure, type Failure } from '../../../../core/runs/run-failure';
import { failingLog } from '../../../support/failing-log';

function explain(known: KnownFailure, phase: RunPhase): Failure {
  const parser = createRunLogParser();
  parser.feed(
    failingLog({
      phase,
      error: known.example,
      ...(known.exampleCause === undefined ? {} : { cause: known.exampleCause }),
      ...(known.examplePlace === undefined ? {} : { place: known.examplePlace }),
      ...(known.arch === undefined ? {} : { arch: known.arch.test('') ? '' : 'qwen_image_edit' }),
      resuming: known.resuming === true || known.afterResume === true,
      pretrained: known.pretrained === true,
    }),
  );
  return explainFailure({ log: parser.state, exit: readExit(1) });
}

/** The phases that an entry names, or one in which such a failure is usual. */
function phasesOf(known: KnownFailure): readonly RunPhase[] {
  if (known.resuming === true || known.pretrained === true) return ['network'];
  if (known.afterResume === true) return ['dataset'];
  return known.phases?.filter((phase) => phase !== 'finishing') ?? ['saving'];
}

function assertWords(failure: Failure): void {
  assert.match(failure.message, /^[-A-Z'/{"\d].*[.!?]$|^[a-z/].*\.$/s);
  assert.doesNotMatch(failure.message, /\{\w+\}|undefined| \.|: \./);
  assert.doesNotMatch(failure.remedy, /\{\w+\}|undefined|rm -rf/);
  assert.ok(failure.remedy === '' || /[.!]$/.test(failure.remedy), failure.remedy);
}

describe('known failures', () => {
  test('are at least 120, with the exits', () =>
    assert.ok(knownFailures.length + laterFailures.length + knownExits.length >= 120));

  for (const [index, known] of knownFailures.entries()) {
    test(`${index + 1} ${known.reason}: ${known.example.slice(0, 60)}`, () => {
      for (const phase of phasesOf(known)) {
        const failure = explain(known, phase);
        assert.equal(failure.reason, known.reason, phase);
        assert.equal(failure.action, known.action, phase);
        // The words are this entry's own, so no entry before it hides it.
        const start = known.message.split('{', 1)[0] ?? '';
        assert.ok(
          failure.message.startsWith(start.trimEnd().replace(/:$/, '')),
          `${phase}: ${failure.message}`,
        );
        assertWords(failure);
      }
    });
  }
});

test('images that an option of the dataset makes unreadable are not told to be replaced', () => {
  const parser = createRunLogParser();
  const frame =
    'Traceback (most recent call last):\n  File "/t/toolkit/dataloader_mixins.py", line 112, in __init__\n';
  const image = (why: string) => `${frame}${why}\n\nError processing image: /d/1.png\n`;
  const end = `Error running job: no images found in /d\n\n${frame}AssertionError: no images found in /d\n`;
  parser.feed(
    `Running 1 job\nDataset: /d\n${image('AssertionError: invalid augmentation method: Nope')}${end}`,
  );
  const failure = explainFailure({ log: parser.state, exit: readExit(1) });
  assert.equal(failure.reason, 'bad-value');
  assert.match(failure.message, /invalid augmentation method: Nope/);
  const broken = createRunLogParser();
  broken.feed(`Running 1 job\nDataset: /d\n${image('PIL.UnidentifiedImageError: cannot identify')}${end}`);
  assert.equal(explainFailure({ log: broken.state, exit: readExit(1) }).reason, 'images-unreadable');
});

describe('failures after the final file', () => {
  for (const known of laterFailures) {
    test(`${known.reason}: ${known.example.slice(0, 60)}`, () => {
      const failure = explain(known, 'finishing');
      assert.equal(failure.reason, known.reason);
      assert.equal(failure.message, known.message);
    });
  }
});

describe('known exits', () => {
  for (const known of knownExits) {
    for (const how of [...(known.signals ?? []), ...(known.codes ?? [])]) {
      const phase = known.phases?.[0] ?? 'training';
      test(`${known.reason}: ${typeof how === 'number' ? `0x${how.toString(16)}` : how} in ${phase}`, () => {
        const parser = createRunLogParser();
        parser.feed(failingLog({ phase }));
        const exit = typeof how === 'number' ? readExit(how) : readExit(undefined, how);
        const failure = explainFailure({ log: parser.state, exit });
        assert.equal(failure.reason, known.reason);
        assertWords(failure);
      });
    }
  }
});
