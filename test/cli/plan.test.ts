import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pngBytes } from '../support/datasets/write-image';
import { repositoryRoot } from '../support/find-in-text';

const work = mkdtempSync(path.join(tmpdir(), 'plan-cli-'));
after(() => rmSync(work, { recursive: true, force: true }));

const config = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      training_folder: output
      network: { type: lora, linear: 16, linear_alpha: 16 }
      save: { save_every: 100, max_step_saves_to_keep: 10, dtype: bf16 }
      datasets: [{ folder_path: data/faces, resolution: 512, cache_latents_to_disk: true }]
      train: { steps: 300, batch_size: 2, noise_scheduler: flowmatch, dtype: bf16, lr: 0.0002, optimizer: adamw8bit }
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image, quantize: true, qtype: qfloat8 }
      sample: { sampler: flowmatch, sample_every: 100, neg: "", prompts: [maya smiles] }
`;

before(() => {
  const faces = path.join(work, 'toolkit/data/faces');
  mkdirSync(faces, { recursive: true });
  for (const name of ['a', 'b', 'c']) writeFileSync(path.join(faces, `${name}.png`), pngBytes(640, 480));
  writeFileSync(path.join(faces, 'a.txt'), 'maya smiles');
  writeFileSync(path.join(faces, 'd.gif'), 'GIF89a');
  writeFileSync(path.join(work, 'toolkit/version.py'), 'VERSION = "0.12.26"\n');
  writeFileSync(path.join(work, 'maya.yaml'), config);
  writeFileSync(path.join(work, 'gone.yaml'), config.replace('data/faces', 'data/gone'));
});

describe('qwen-lora plan', () => {
  it('prints one object for one file, with paths from the toolkit', () => {
    const { status, stdout } = run('plan', '--format', 'json', '--toolkit', 'toolkit', 'maya.yaml');
    assert.equal(status, 0);
    const plan = JSON.parse(stdout);
    assert.equal(plan.path, 'maya.yaml');
    assert.equal(plan.toolkitVersion, '0.12.26');
    assert.equal(plan.fails, null);
    assert.equal(plan.batches, 2);
    const [dataset] = plan.datasets;
    assert.deepEqual(dataset.captions, { found: 1, missing: 2, empty: 0 });
    assert.deepEqual(dataset.buckets, [{ width: 576, height: 448, files: 3 }]);
    assert.ok(!('files' in dataset));
    assert.deepEqual(plan.schedule.saves, [100, 200, null]);
    assert.deepEqual(plan.schedule.samples, [0, 100, 200, 300]);
    const final = plan.schedule.files.find(({ file }: { file: string }) => file === 'maya.safetensors');
    assert.ok(Math.abs(final.bytes - 295_145_776) < 1000, `${final.bytes}`);
    assert.ok(Array.isArray(plan.diagnostics));
  });

  it('lists files on demand', () => {
    const { stdout } = run('plan', '--format', 'json', '--files', '--toolkit', 'toolkit', 'maya.yaml');
    const [dataset] = JSON.parse(stdout).datasets;
    assert.deepEqual(dataset.skipped, [{ file: 'data/faces/d.gif', reason: 'extension' }]);
    assert.deepEqual(dataset.files[0], {
      file: 'data/faces/a.png',
      size: [640, 480],
      scale: [598, 448],
      crop: [11, 0, 576, 448],
      caption: 'maya smiles',
      control: null,
      times: 1,
    });
  });

  it('says where a run would fail, and exits with 1', () => {
    const { status, stdout } = run('plan', '--toolkit', 'toolkit', 'gone.yaml');
    assert.equal(status, 1);
    assert.match(stdout, /The run fails \(dataset\): FileNotFoundError/);
  });

  it('compares with a GPU and counts the cost', () => {
    const { stdout } = run('plan', '--toolkit', 'toolkit', '--gpu', '16', '--price', '2', 'maya.yaml');
    assert.match(stdout, /It does not fit 16 GiB/);
    assert.match(stdout, /cost \d/);
  });

  it('refuses what it cannot read', () => {
    assert.equal(run('plan').status, 2);
    assert.equal(run('plan', '--gpu', 'big', 'maya.yaml').status, 2);
    assert.equal(run('plan', 'nothing.yaml').status, 2);
  });
});

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, [path.join(repositoryRoot, 'dist/cli.js'), ...args], {
    cwd: work,
    encoding: 'utf8',
    timeout: 60_000,
  });
}
