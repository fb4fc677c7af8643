import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { readCheckpointHeader } from '../../../core/trainer/checkpoint-header';
import { fnmatch, pythonGlob } from '../../../core/trainer/python-glob';
import { resumeMessage } from '../../../core/trainer/resume-message';
import { findResumePoint, type ResumePoint, type ResumeQuestion } from '../../../core/trainer/resume-point';
import { fileProbe } from '../../../server/src/disk/node-host';
import { python, until } from '../../support/practice-runs';

let root: string;
before(() => {
  root = mkdtempSync(path.join(tmpdir(), 'qwen-resume-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

function checkpoint(step: number | undefined): Buffer {
  const metadata =
    step === undefined ? { format: 'pt' } : { training_info: JSON.stringify({ step, epoch: 1 }) };
  const header = Buffer.from(
    JSON.stringify({ __metadata__: metadata, w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4)]);
}

let count = 0;
const usual: ResumeQuestion = {
  folderName: 'maya',
  filePrefix: 'maya',
  trainingFolder: 'output',
  steps: 3400,
  startStep: undefined,
  pretrainedLora: undefined,
  hasNetwork: true,
};

async function pointAt(cwd: string, changes: Partial<ResumeQuestion>): Promise<ResumePoint> {
  const point = await findResumePoint(fileProbe(cwd), { ...usual, ...changes });
  assert.ok(point);
  return point;
}

/** Writes the files in their order, each newer than the one before by the file system's own clock, and asks. */
async function ask(
  files: Readonly<Record<string, Buffer>>,
  { name = 'maya', ...question }: Partial<ResumeQuestion> & { readonly name?: string } = {},
  folderName = 'output',
) {
  const cwd = path.join(root, `case ${count++}`);
  const folder = path.join(cwd, question.trainingFolder ?? folderName, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) {
    const begun = Date.now();
    await until('the clock to move', () => Date.now() > begun + 4);
    writeFileSync(path.join(folder, file), bytes);
  }
  const named = { folderName: name, filePrefix: name, trainingFolder: folderName, ...question };
  const point = await pointAt(cwd, named);
  return {
    ...point,
    file: 'file' in point && point.file !== undefined ? path.basename(point.file) : undefined,
    sentence: resumeMessage(point, named.steps ?? usual.steps),
  };
}

describe('the resume point', () => {
  test('is the newest file, not the highest step', async () => {
    const point = await ask({
      'maya_000003000.safetensors': checkpoint(3000),
      'maya_000001750.safetensors': checkpoint(1750),
    });
    assert.deepEqual(point, {
      kind: 'resumes',
      step: 1750,
      file: 'maya_000001750.safetensors',
      stepFrom: 'file',
      sentence: 'resumes at step 1750 of 3400 from maya_000001750.safetensors',
    });
  });
  test('may be the final file without a number', async () => {
    const point = await ask({
      'maya_000003250.safetensors': checkpoint(3250),
      'maya.safetensors': checkpoint(3400),
    });
    assert.deepEqual(
      [point.kind, point.sentence],
      ['finished', 'is already finished: it is at step 3400 of 3400'],
    );
  });
  test('goes on when steps were raised', async () => {
    const point = await ask({ 'maya.safetensors': checkpoint(3400) }, { steps: 5000 });
    assert.equal(point.sentence, 'resumes at step 3400 of 5000 from maya.safetensors');
  });
  test('takes train.start_step before the file', async () => {
    const files = { 'maya_000001750.safetensors': checkpoint(1750) };
    assert.equal(
      (await ask(files, { startStep: 10 })).sentence,
      "resumes at step 10 of 3400 (from 'start_step') from maya_000001750.safetensors",
    );
    assert.equal((await ask(files, { startStep: 3400 })).kind, 'finished');
    assert.equal(
      (await ask({}, { startStep: 10 })).sentence,
      'starts from scratch, counting from step 10, because there is no checkpoint yet',
    );
  });
  test('without step in the header is step 0 with these weights', async () => {
    assert.deepEqual(
      [(await ask({ 'maya.safetensors': checkpoint(undefined) })).sentence],
      ['resumes at step 0 of 3400 from maya.safetensors'],
    );
  });
  test('is none in an empty or missing folder', async () => {
    assert.equal((await ask({})).sentence, 'starts from scratch because there is no checkpoint yet');
    assert.equal((await pointAt(root, { trainingFolder: 'none' })).kind, 'starts-fresh');
    const pretrained = await ask({ 'optimizer.pt': checkpoint(1) }, { pretrainedLora: '/l/x.safetensors' });
    assert.match(pretrained.sentence, /the weights come from \/l\/x\.safetensors/);
  });
  for (const mark of ['_LoRA', '_refiner', '_t2i', '_cn']) {
    test(`is hidden by ${mark} anywhere in the path`, async () => {
      const files = { 'maya_000001750.safetensors': checkpoint(1750) };
      assert.match(
        (await ask(files, {}, `out${mark}s`)).sentence,
        new RegExp(`starts from scratch because .*${mark}`),
      );
      assert.equal(
        (await ask({ [`maya${mark}_000000001.safetensors`]: checkpoint(1) })).kind,
        'starts-fresh',
      );
      const named = { [`maya${mark}_000000001.safetensors`]: checkpoint(1) };
      assert.equal((await ask(named, { name: `maya${mark}` }, `out${mark}`)).kind, 'resumes');
    });
  }
  test('only the path as written counts for the filters', async () => {
    const cwd = path.join(root, 'tool_cn');
    mkdirSync(path.join(cwd, 'output/maya'), { recursive: true });
    writeFileSync(path.join(cwd, 'output/maya/maya.safetensors'), checkpoint(5));
    assert.equal((await pointAt(cwd, { steps: 9 })).kind, 'resumes');
  });
  test('is lost to brackets in the name', { skip: process.platform === 'win32' }, async () => {
    const point = await ask({ 'maya[1]_000001750.safetensors': checkpoint(1750) }, { name: 'maya[1]' });
    assert.match(
      point.sentence,
      /starts from scratch because the name or the training folder contains \[ \] \* or \?/,
    );
  });
  test('is config.yaml for a name that begins like it', async () => {
    assert.deepEqual(
      (await ask({ 'conf_000001750.safetensors': checkpoint(1750) }, { name: 'conf' })).kind,
      'fails',
    );
  });
  test('a newer stray file or a cut checkpoint makes the start fail', async () => {
    const good = { 'maya_000000250.safetensors': checkpoint(250) };
    assert.match(
      (await ask({ ...good, 'maya.txt': Buffer.from('notes') })).sentence,
      /treats maya\.txt as its newest checkpoint/,
    );
    const cut = await ask({ ...good, 'maya_000000500.safetensors': checkpoint(500).subarray(0, -2) });
    assert.equal('reason' in cut && cut.reason, 'broken');
    assert.equal((await ask({ ...good, '.maya.txt': Buffer.from('hidden') })).kind, 'resumes');
  });
  test('follows links and passes over those that lead nowhere', {
    skip: process.platform === 'win32',
  }, async () => {
    const cwd = path.join(root, 'links');
    mkdirSync(path.join(cwd, 'output/maya'), { recursive: true });
    writeFileSync(path.join(cwd, 'far.safetensors'), checkpoint(7));
    symlinkSync(path.join(cwd, 'far.safetensors'), path.join(cwd, 'output/maya/maya_000000007.safetensors'));
    symlinkSync('nowhere', path.join(cwd, 'output/maya/maya_000000009.safetensors'));
    const point = await pointAt(cwd, { steps: 9 });
    assert.deepEqual([point.kind, 'step' in point && point.step], ['resumes', 7]);
  });
});

test('a checkpoint of rubbish is unreadable and takes no memory', async () => {
  const file = path.join(root, 'rubbish.safetensors');
  const huge = Buffer.alloc(16, 0xff);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(7),
    huge,
    Buffer.from('\x02\0\0\0\0\0\0\0[]'),
    Buffer.from('\x02\0\0\0\0\0\0\0{x'),
  ]) {
    writeFileSync(file, bytes);
    assert.equal(await readCheckpointHeader(fileProbe(undefined), file), 'broken');
  }
  const none = path.join(root, 'none.safetensors');
  assert.equal(await readCheckpointHeader(fileProbe(undefined), none), undefined);
});

describe("Python's globbing", () => {
  test('matches names as Python does', () => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'B',
      '[',
      ']',
      '!',
      '-',
      '*',
      '?',
      '.',
      '^',
      '\\',
      '+',
      '(',
      'é',
    );
    const texts = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(''));
    const cases = fc.sample(fc.tuple(texts, texts), { numRuns: 3000, seed: 7 });
    const script =
      'import sys,json,fnmatch;print(json.dumps([fnmatch.fnmatchcase(n,p) for n,p in json.load(sys.stdin)]))';
    const answer = spawnSync(python, ['-c', script], { input: JSON.stringify(cases), encoding: 'utf8' });
    const expected: unknown = JSON.parse(answer.stdout);
    assert.deepEqual(
      cases.map(([name, pattern]) => [name, pattern, fnmatch(name, pattern, false)]),
      cases.map(([name, pattern], index) => [name, pattern, Array.isArray(expected) && expected[index]]),
    );
  });
  test('finds what Python finds', { skip: process.platform === 'win32' }, async () => {
    const cwd = path.join(root, 'glob');
    for (const folder of ['o/a', 'o/[a]', 'o/b', 'o/.h'])
      mkdirSync(path.join(cwd, folder), { recursive: true });
    for (const file of ['o/a/x1', 'o/a/.x', 'o/[a]/x2', 'o/b/x3', 'o/b/y', 'x', 'o/.h/x'])
      writeFileSync(path.join(cwd, file), '');
    const patterns = [
      'o/a/x*',
      'o/[a]/x*',
      'o/?/x*',
      'o/*/*',
      'x*',
      './x*',
      `${cwd}/o/[ab]/x?`,
      'o/a/x1',
      'o/none/x*',
      'o/.*/x',
      '**/x*',
    ];
    const script =
      'import sys,json,glob;print(json.dumps([sorted(glob.glob(p)) for p in json.load(sys.stdin)]))';
    const answer = spawnSync(python, ['-c', script], {
      cwd,
      input: JSON.stringify(patterns),
      encoding: 'utf8',
    });
    const found = await Promise.all(
      patterns.map(async (pattern) => (await pythonGlob(fileProbe(cwd), pattern)).sort()),
    );
    assert.deepEqual(found, JSON.parse(answer.stdout));
  });
});
