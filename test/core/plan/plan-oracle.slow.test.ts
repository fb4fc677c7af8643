import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { buildPlan, type Plan } from '../../../core/plan/index';
import { encodedPrompt } from '../../../core/trainer/datasets/caption-text';
import { epochAfter, isRegStep, scheduleOf } from '../../../core/trainer/schedule';
import type { TrainingProcess } from '../../../core/trainer/training-config';
import { syncProbe } from '../../../server/src/disk/sync-probe';
import { layOut, type RecordedCase, readRecording } from '../../support/datasets/recorded-case';
import { readConfig, repositoryRoot } from '../../support/find-in-text';

const recordingFile = path.join(repositoryRoot, '../shared/oracle/datasets.json');
const work = realpathSync(mkdtempSync(path.join(tmpdir(), 'plans-')));
after(() => rmSync(work, { recursive: true, force: true }));

/** Bytes by which a header may differ: the version's text and the like. */
const headerSlack = 64;

describe('plans of what ai-toolkit itself ran', {
  skip: !existsSync(recordingFile) && 'no recording lies beside the checkout',
}, () => {
  if (!existsSync(recordingFile)) return;
  const { base, cases } = readRecording(recordingFile);
  for (const recorded of cases) {
    it(recorded.id, async () => {
      const folder = path.join(work, recorded.id);
      const config = readConfig(await layOut(folder, recorded, base), 'json');
      const [process] = config.trainers;
      assert.ok(process);
      const probe = syncProbe([path.join(folder, recorded.cwd ?? 'output')]);
      const plan = await buildPlan({ config, process, probe, toolkitVersion: '0.12.26', withFiles: true });
      compareFailure(folder, recorded, plan);
      if (recorded.expected.stage === 'ok') compareRun(recorded, plan, process);
    });
  }
});

function compareFailure(folder: string, { kind, expected }: RecordedCase, { fails }: Plan): void {
  if (expected.stage === 'ok') {
    // Recordings without a run stopped before what would have ended it.
    if (kind === 'run') assert.equal(fails, null);
    else assert.ok(fails === null || fails.at === 'run', fails?.error);
    return;
  }
  assert.equal(fails?.at, expected.stage);
  const error = fails.error.replaceAll(folder, '<data>');
  // The tiny model's sizes are in the recorded text.
  if (error.includes('mat1 and mat2')) assert.ok(expected.error?.startsWith(error), expected.error);
  else assert.equal(error, expected.error);
}

function compareRun({ expected }: RecordedCase, plan: Plan, process: TrainingProcess): void {
  const { schedule } = plan;
  if (expected.saves) assert.deepEqual(schedule.saves, expected.saves);
  if (expected.samples) assert.deepEqual(schedule.samples, expected.samples);
  if (expected.trained) {
    const trained = expected.trained;
    assert.deepEqual(
      {
        count: schedule.lastStep - schedule.firstStep + 1,
        first: trained.length > 0 ? schedule.firstStep : null,
      },
      { count: trained.length, first: trained[0] ?? null },
    );
  }
  if (expected.stepAtEnd !== undefined) assert.equal(schedule.lastStep + 1, expected.stepAtEnd);
  if (expected.resumedFrom !== undefined) assert.equal(plan.resume?.file, expected.resumedFrom);
  if (expected.files) compareFiles(expected.files, plan);
  if (expected.epochAtEnd !== undefined) {
    const counted = scheduleOf(process, plan.resume?.step ?? undefined);
    const hasReg = plan.datasets.some((dataset) => dataset.reg);
    assert.equal(epochAfter(counted, schedule.lastStep, plan.batches ?? 0, hasReg), expected.epochAtEnd);
    for (const [step, drawn] of (expected.data ?? []).entries()) {
      assert.equal(drawn[0]?.startsWith('reg:'), hasReg && isRegStep(counted, step), `step ${step}`);
    }
  }
  if (expected.prompts) assert.deepEqual(promptsOf(plan, process), expected.prompts);
}

type RecordedFiles = NonNullable<RecordedCase['expected']['files']>;

/** What the run leaves: checkpoints with their bytes, and the size of the optimizer's state where it was written. */
function compareFiles(expected: RecordedFiles, plan: Plan): void {
  const recorded = expected.filter(([file]) => file.endsWith('.safetensors'));
  assert.deepEqual([...plan.schedule.kept].sort(), recorded.map(([file]) => file).sort());
  for (const [file, bytes, info] of recorded) {
    // Files that lay there before the run are small and have their own size.
    if (bytes === undefined || !info || bytes < 1000) continue;
    const own = plan.schedule.files.find((each) => each.file === file);
    assert.ok(Math.abs((own?.bytes ?? 0) - bytes) <= headerSlack, `${file}: ${own?.bytes} for ${bytes}`);
  }
}

function promptsOf(plan: Plan, process: TrainingProcess): Record<string, string> {
  const trigger = process.text('trigger_word')?.value;
  return Object.fromEntries(
    plan.datasets.flatMap((dataset) =>
      (dataset.files ?? []).map(({ file, caption }) => [
        path.basename(file),
        encodedPrompt(caption ?? '', trigger, dataset.reg),
      ]),
    ),
  );
}
