import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { type CopyLoraHost, copyLora, nameProblem } from '../../../client/src/comfyui/copy-lora';
import { exportToFile } from '../../../client/src/comfyui/export-workflow';
import { openPickStore } from '../../../client/src/views/compare/pick-store';
import { listeningUser } from '../../support/listening-user';
import { safetensorsFile } from '../../support/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'copy-lora-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const half = [0x80, 0x3c];

function lora(name: string, value: readonly number[] = half): string {
  const file = path.join(folder, name);
  const tensor = (end: string, shape: number[], bytes: readonly number[]) => ({
    name: `diffusion_model.transformer_blocks.0.attn.to_q.${end}.weight`,
    dtype: 'BF16' as const,
    shape,
    value: bytes,
  });
  writeFileSync(file, safetensorsFile([tensor('lora_A', [4, 64], half), tensor('lora_B', [64, 4], value)]));
  chmodSync(file, 0o600);
  return file;
}

function hostOf(target: string, name: string | undefined, answers: Readonly<Record<string, string>> = {}) {
  const user = listeningUser((message) => {
    const found = Object.entries(answers).find(([pattern]) => new RegExp(pattern).test(message));
    return found?.[1];
  });
  mkdirSync(target, { recursive: true });
  const host: CopyLoraHost = {
    dialogs: { ...user.dialogs, pickFolder: async () => target },
    lastFolder: undefined,
    keepFolder: async () => undefined,
    askName: async () => name,
  };
  return { host, messages: user.messages };
}

describe('a LoRA that is copied to ComfyUI', () => {
  it('is whole, has the chosen name and can be read by everyone', async () => {
    const source = lora('maya_000000750.safetensors');
    const target = path.join(folder, 'loras');
    const { host, messages } = hostOf(target, 'maya é 愛 v1');
    const copy = await copyLora(source, host);
    assert.equal(copy, path.join(target, 'maya é 愛 v1.safetensors'));
    assert.deepEqual(readFileSync(copy ?? ''), readFileSync(source));
    if (process.platform !== 'win32') assert.equal(statSync(copy ?? '').mode & 0o777, 0o644);
    assert.deepEqual(readdirSync(target), ['maya é 愛 v1.safetensors']);
    assert.match(messages.at(-1) ?? '', /press R/);
  });

  it('replaces another file only when the user says so, and leaves nothing half-written', async () => {
    const source = lora('a.safetensors');
    const target = path.join(folder, 'taken');
    mkdirSync(target);
    writeFileSync(path.join(target, 'a.safetensors'), 'mine');
    const refused = hostOf(target, 'a');
    assert.equal(await copyLora(source, refused.host), undefined);
    assert.equal(readFileSync(path.join(target, 'a.safetensors'), 'utf8'), 'mine');
    const agreed = hostOf(target, 'a', { 'exists. Replace it': 'Replace' });
    assert.ok(await copyLora(source, agreed.host));
    assert.deepEqual(readFileSync(path.join(target, 'a.safetensors')), readFileSync(source));
    assert.deepEqual(readdirSync(target), ['a.safetensors']);
  });

  it('is checked first: a file that was never trained is copied only on demand', async () => {
    const source = lora('zero.safetensors', [0, 0]);
    const target = path.join(folder, 'checked');
    const { host, messages } = hostOf(target, 'zero');
    assert.equal(await copyLora(source, host), undefined);
    assert.match(messages[0] ?? '', /zero\.safetensors: Every module .* multiplies by zero/);
    assert.deepEqual(readdirSync(target), []);
    const anyway = hostOf(target, 'zero', { 'multiplies by zero': 'Use it anyway' });
    assert.ok(await copyLora(source, anyway.host));
  });

  it('fails whole where it cannot be written', async (test) => {
    if (process.getuid?.() === 0 || process.platform === 'win32') {
      test.diagnostic('A read-only folder does not stop this user; a missing one is tried instead.');
    }
    const source = lora('b.safetensors');
    const { host } = hostOf(path.join(folder, 'gone'), 'b');
    rmSync(path.join(folder, 'gone'), { recursive: true });
    await assert.rejects(copyLora(source, host));
    assert.ok(!existsSync(path.join(folder, 'gone')));
  });

  it('has a name that is a file name everywhere', () => {
    for (const name of ['', '  ', 'a/b', '..\\x', 'a:b', 'a?', 'x\n', '.hidden', 'dot.', 'x'.repeat(300)])
      assert.notEqual(nameProblem(name), undefined, JSON.stringify(name));
    for (const name of ['maya', 'maya v1.2', 'é 愛 # %20']) assert.equal(nameProblem(name), undefined, name);
  });
});

describe('a workflow that is exported', () => {
  const configPath = path.join(folder, 'maya.yaml');
  const config =
    'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      network: { type: lora, linear: 4 }\n      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }\n      sample:\n        prompts: [ "a \\"quoted\\" maya\\nin two lines" ]\n';
  const source = { configPath, folder, checkpoint: '../evil/maya_000000750.safetensors' };
  const user = (label: string, answer?: string) =>
    listeningUser(
      () => answer,
      () => label,
    );
  const label = 'Settings of the samples, for POST /prompt';

  it('is written next to its config, says what to know, and replaces nothing unasked', async () => {
    writeFileSync(configPath, config);
    const first = user(label);
    const file = await exportToFile(source, first.dialogs, async () => undefined);
    assert.equal(file, path.join(folder, 'maya_000000750.p01.parity.api.json'));
    const graph = JSON.parse(readFileSync(file ?? '', 'utf8'));
    assert.equal(graph['10'].inputs.text, 'a "quoted" maya\nin two lines');
    assert.match(first.messages.at(-1) ?? '', /no sampler or scheduler named 'flowmatch'/);
    writeFileSync(file ?? '', 'mine');
    assert.equal(await exportToFile(source, user(label).dialogs, async () => undefined), undefined);
    assert.equal(readFileSync(file ?? '', 'utf8'), 'mine');
    assert.ok(await exportToFile(source, user(label, 'Replace').dialogs, async () => undefined));
  });

  it('is refused in words for a model without known workflows', async () => {
    writeFileSync(configPath, config.replace('arch: qwen_image ', 'arch: flux '));
    await assert.rejects(
      exportToFile(source, user(label).dialogs, async () => undefined),
      /'flux' is not supported/,
    );
  });
});

describe('the comparison of a run', () => {
  it('is kept one change after another, and never written over another file', async () => {
    const job = path.join(folder, 'job');
    const store = openPickStore(job);
    const add = (at: number) =>
      store.change((file) => ({
        ...file,
        comparisons: [
          ...file.comparisons,
          { prompt: 0, left: 'a@1', right: 'a@2', better: 'left' as const, blind: false, at },
        ],
      }));
    await Promise.all([1, 2, 3, 4, 5].map(add));
    assert.deepEqual(
      (await store.read()).comparisons.map(({ at }) => at),
      [1, 2, 3, 4, 5],
    );
    // Hidden, so that ai-toolkit never takes it for a checkpoint of a job called "comparison".
    assert.deepEqual(readdirSync(job), ['.qwen-lora']);
    const file = path.join(job, '.qwen-lora', 'comparison.json');
    assert.deepEqual(readdirSync(path.dirname(file)), ['comparison.json']);
    writeFileSync(file, '{"version": 99}');
    await assert.rejects(add(6), /not a comparison of this version/);
    assert.equal(readFileSync(file, 'utf8'), '{"version": 99}');
  });
});
