import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { type RunFile, readRunFolder } from '../../../core/runs/run-folder';
import { timeLeft } from '../../../core/runs/time-left';

/** A step takes 2 s. */
const bar = (step: number, total = 3400) => {
  const clock = `${Math.floor(step / 30)}:${String((step * 2) % 60).padStart(2, '0')}`;
  return `\rmaya:  7%|#  | ${step}/${total} [${clock}<1:00:00,  2.00s/it, lr: 1.0e-04 loss: 1.000e-01]`;
};
const save = (step: number) =>
  `\nSaving at step ${step}\nSaved checkpoint to /o/maya/maya_${String(step).padStart(9, '0')}.safetensors\nSaved optimizer to /o/maya/optimizer.pt\n`;
const round = (seconds: string) => `\n\rGenerating Samples: 100%|###| 4/4 [${seconds}<00:00, 1.0s/it]\n`;

function leftAfter(log: string, files: readonly RunFile[] = []) {
  const parser = createRunLogParser('maya');
  parser.feed(log);
  return timeLeft(parser.state, { folder: readRunFolder(files, 'maya') });
}

const checkpoint = (step: number, modified: number): RunFile => ({
  path: `maya_${String(step).padStart(9, '0')}.safetensors`,
  size: 1,
  modified: modified * 1000,
});

describe('the time left', () => {
  test('is unknown before a step', () => assert.equal(leftAfter('Running 1 job\n'), undefined));

  test('counts the rounds that are still to come', () => {
    const left = leftAfter(`${bar(250)}${round('01:00')}${bar(500)}${round('01:00')}${bar(501)}`);
    // 750, 1000, … 3250 are eleven rounds, and one comes at the end.
    assert.deepEqual([left?.rounds, left?.secondsPerRound, left?.secondsPerSave], [12, 60, undefined]);
    assert.equal(left?.seconds, (3400 - 501) * 2 + 12 * 60);
  });

  test('learns nothing from a round that was asked for in between', () => {
    const scheduled = `${bar(0)}${round('01:00')}${bar(250)}${round('01:00')}${bar(500)}${round('01:00')}`;
    for (const step of [501, 523, 600]) {
      const left = leftAfter(`${scheduled}${bar(step)}${round('01:00')}${bar(step + 1)}`);
      assert.equal(left?.rounds, 12, `after a round at step ${step}`);
    }
    // Before the second one of the schedule nothing is known of it.
    assert.equal(leftAfter(`${bar(0)}${round('01:00')}${bar(23)}${round('01:00')}${bar(50)}`)?.rounds, 1);
  });

  test('measures a save by the files of two of them, without the steps and samples between', () => {
    const log = `${bar(250)}${save(250)}${round('01:00')}${bar(500)}${save(500)}${round('01:00')}${bar(501)}`;
    // 250 steps of 2 s and a round of 60 s are 560 s; 575 s passed.
    const left = leftAfter(log, [checkpoint(250, 1000), checkpoint(500, 1575)]);
    assert.deepEqual([left?.saves, left?.secondsPerSave], [12, 15]);
    assert.equal(left?.seconds, (3400 - 501) * 2 + 12 * 60 + 12 * 15);
  });

  test('measures the only save by its optimizer, and believes no copied files', () => {
    const optimizer = { path: 'optimizer.pt', size: 1, modified: 1_004_000 };
    const one = leftAfter(`${bar(250)}${save(250)}${bar(251)}`, [checkpoint(250, 1000), optimizer]);
    assert.equal(one?.secondsPerSave, 4);
    const log = `${bar(250)}${save(250)}${bar(500)}${save(500)}${bar(501)}`;
    const copied = leftAfter(log, [checkpoint(250, 1000), checkpoint(500, 1000)]);
    assert.equal(copied?.secondsPerSave, undefined);
  });
});
