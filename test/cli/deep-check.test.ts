import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readArguments } from '../../cli/src/check/arguments';
import { runCheck } from '../../cli/src/check/check';
import { repositoryRoot } from '../support/find-in-text';

const toolkit = path.join(repositoryRoot, 'examples', 'practice-toolkit');
let folder: string;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deep check '));
  mkdirSync(path.join(folder, 'data'));
  const image = path.join(repositoryRoot, 'docs', 'pictures', 'hover-dark.png');
  copyFileSync(image, path.join(folder, 'data', '1.png'));
  writeFileSync(path.join(folder, 'data', '1.txt'), 'maya, smiling');
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Json {
  readonly ready: boolean;
  readonly findings: readonly { severity: string; code: string; page: string; line?: number }[];
  readonly facts: readonly { subject: string; value: string }[];
  readonly seconds: number;
}

async function check(dataset: string, ...options: string[]): Promise<{ status: number; text: string }> {
  const config = path.join(folder, 'maya.yaml');
  const output = path.join(folder, 'report');
  writeFileSync(
    config,
    `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: ${JSON.stringify(path.join(folder, 'output'))}
      network: { type: lora, linear: 16, linear_alpha: 16 }
      datasets:
        - folder_path: ${JSON.stringify(dataset)}
          caption_ext: txt
          resolution: [512]
      train: { steps: 100, lr: 1e-4, dtype: bf16, optimizer: adamw8bit, noise_scheduler: flowmatch }
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image, quantize: true }
`,
  );
  const status = await runCheck(['--deep', '--toolkit', toolkit, '--output', output, ...options, config]);
  return { status, text: readFileSync(output, 'utf8') };
}

test('a config that is ready says what is well, each with its value', async () => {
  const { status, text } = await check(path.join(folder, 'data'), '--no-gpu', '--format', 'json');
  const [report]: Json[] = JSON.parse(text);
  assert.equal(status, 0, text);
  assert.equal(report?.ready, true);
  const facts = new Map(report?.facts.map(({ subject, value }) => [subject, value]));
  assert.match(facts.get('ai-toolkit') ?? '', /practice-toolkit$/);
  assert.equal(facts.get('Images'), `1 in ${path.join(folder, 'data')}`);
  assert.equal(facts.get('Captions'), '1 of 1 images have one');
  assert.match(facts.get('Memory') ?? '', /GiB/);
  assert.match(facts.get('Resume') ?? '', /^maya: starts from scratch/);
  assert.ok((report?.seconds ?? 0) > 0);
});

test('a missing folder is told with line and page, and the exit status is 1', async () => {
  const { status, text } = await check(path.join(folder, 'nowhere'), '--no-gpu', '--format', 'json');
  const [report]: Json[] = JSON.parse(text);
  const missing = report?.findings.find(({ code }) => code === 'dataset-missing');
  assert.equal(status, 1);
  assert.equal(report?.ready, false);
  assert.equal(missing?.severity, 'error');
  assert.equal(missing?.line, 9);
  assert.match(missing?.page ?? '', /docs\/rules\/dataset-missing\.md$/);
});

test('the text names the verdict, the counts and the seconds', async () => {
  const { text } = await check(path.join(folder, 'data'), '--no-gpu', '--no-color');
  assert.match(text, /^ok {2}Images +1 in /m);
  assert.match(text, /maya\.yaml: ready, 0 errors, \d+ warnings?\. Checked in \d+\.\d s\.\n$/);
});

test('options of the deep check are refused without it, and what changes files with it', () => {
  for (const args of [
    ['--no-gpu', 'a.yaml'],
    ['--python', '/py', 'a.yaml'],
    ['--deep', '--fix', 'a.yaml'],
    ['--deep', '--format', 'sarif', 'a.yaml'],
  ]) {
    assert.equal(readArguments(args).kind, 'unusable', args.join(' '));
  }
});
