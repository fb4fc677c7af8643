import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { blockModules } from '../../core/comfyui/lora/lora-keys';
import { repositoryRoot } from '../support/find-in-text';
import { safetensorsFile, type TestTensor } from '../support/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'lora-check-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const half = [0x80, 0x3c];
const widths: Readonly<Record<string, readonly [number, number]>> = {
  'img_mlp.net.0.proj': [1, 4],
  'txt_mlp.net.0.proj': [1, 4],
  'img_mlp.net.2': [4, 1],
  'txt_mlp.net.2': [4, 1],
  'img_mod.1': [1, 6],
  'txt_mod.1': [1, 6],
};

interface Options {
  readonly prefix?: string;
  readonly down?: string;
  readonly up?: string;
  readonly value?: readonly number[];
  readonly dtype?: TestTensor['dtype'];
  readonly hidden?: number;
  readonly blocks?: number;
  readonly flat?: boolean;
}

function loraTensors({
  prefix = 'diffusion_model.',
  down = 'lora_A.weight',
  up = 'lora_B.weight',
  value = half,
  dtype = 'BF16',
  hidden = 64,
  blocks = 2,
  flat = false,
}: Options = {}): TestTensor[] {
  return Array.from({ length: blocks }, (_, block) =>
    blockModules.flatMap((name): TestTensor[] => {
      const [input, output] = widths[name] ?? [1, 1];
      const dotted = `transformer_blocks.${block}.${name}`;
      const module = `${prefix}${flat ? dotted.replaceAll('.', '_') : dotted}`;
      return [
        { name: `${module}.${down}`, dtype, shape: [4, input * hidden], value: half },
        { name: `${module}.${up}`, dtype, shape: [output * hidden, 4], value },
      ];
    }),
  ).flat();
}

function check(name: string, bytes: Buffer) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return report(file);
}

function report(file: string) {
  const run = spawnSync(
    process.execPath,
    [path.join(repositoryRoot, 'dist/cli.js'), 'lora', file, '--format', 'json'],
    {
      encoding: 'utf8',
    },
  );
  assert.notEqual(run.status, 2, run.stderr);
  return { status: run.status, ...JSON.parse(run.stdout) };
}

const codes = ({ problems }: { problems: { code: string }[] }) => problems.map(({ code }) => code);

describe('qwen-lora lora', () => {
  it('reads what ai-toolkit wrote into a LoRA', () => {
    const metadata = {
      ss_base_model_version: 'qwen_image',
      ss_tag_frequency: '{"1_mira": {"mira": 1}}',
      training_info: '{"step": 4, "epoch": 0}',
      software: '{"name": "ai-toolkit", "version": "0.12.26"}',
    };
    const file = path.join(folder, 'good.safetensors');
    writeFileSync(file, safetensorsFile(loraTensors(), metadata));
    chmodSync(file, 0o644);
    const { status, ...found } = report(file);
    assert.deepEqual(
      {
        status,
        kind: found.kind,
        whole: found.whole,
        modules: found.modules,
        blocks: found.blocks,
        rank: found.rank,
      },
      { status: 0, kind: 'lora', whole: true, modules: 28, blocks: 2, rank: 4 },
    );
    assert.deepEqual(
      [found.arch, found.step, found.epoch, found.trigger, found.toolkit, found.dtype, found.mode],
      ['qwen_image', 4, 0, 'mira', '0.12.26', 'BF16', '0644'],
    );
    assert.deepEqual([found.comfyui.loads, found.diffusers.loads, codes(found as never)], ['all', 'all', []]);
  });

  it('names a LoRA that was never trained, also with minus zeros', () => {
    assert.deepEqual(codes(check('a/zero.safetensors', safetensorsFile(loraTensors({ value: [0, 0] })))), [
      'never-trained',
    ]);
    const minus = check('a/minus.safetensors', safetensorsFile(loraTensors({ value: [0, 0x80] })));
    assert.deepEqual(codes(minus), ['never-trained']);
  });

  const notFinite = { BF16: [0xc0, 0x7f], F16: [0, 0x7c], F32: [0, 0, 0xc0, 0x7f], F8_E4M3: [0x7f] } as const;
  for (const [dtype, value] of Object.entries(notFinite)) {
    it(`names values that are not finite in ${dtype}`, () => {
      const tensors = loraTensors({ dtype: dtype as keyof typeof notFinite, value });
      assert.ok(codes(check(`nan/${dtype}.safetensors`, safetensorsFile(tensors))).includes('not-finite'));
    });
  }

  it('names files that are cut short, empty, or something else', () => {
    const bytes = safetensorsFile(loraTensors());
    const expected: [string, Buffer, string][] = [
      ['data.safetensors', bytes.subarray(0, bytes.length - 100), 'cut-short'],
      ['header.safetensors', bytes.subarray(0, 200), 'cut-short'],
      ['empty.safetensors', Buffer.alloc(0), 'empty-file'],
      ['page.safetensors', Buffer.from('<!DOCTYPE html><html></html>'), 'not-safetensors'],
      ['huge.safetensors', Buffer.from([0, 0, 0, 0, 0, 0, 0, 16, 1, 2, 3]), 'not-safetensors'],
      [
        'junk.safetensors',
        Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('oops')]),
        'not-safetensors',
      ],
    ];
    for (const [name, content, code] of expected) {
      const found = check(`broken/${name}`, content);
      assert.deepEqual(
        [codes(found)[0], found.whole, found.comfyui.loads, found.status],
        [code, false, 'none', 1],
        name,
      );
    }
  });

  const named = [
    { prefix: 'diffusion_model.', comfyui: 'all', diffusers: 'all' },
    { prefix: 'transformer.', comfyui: 'all', diffusers: 'all' },
    { prefix: '', comfyui: 'all', diffusers: 'none' },
    {
      prefix: 'lora_unet_',
      flat: true,
      down: 'lora_down.weight',
      up: 'lora_up.weight',
      comfyui: 'all',
      diffusers: 'all',
    },
    {
      prefix: 'lycoris_',
      flat: true,
      down: 'lora_down.weight',
      up: 'lora_up.weight',
      comfyui: 'all',
      diffusers: 'none',
    },
    {
      prefix: 'diffusion_model.',
      down: 'lora_A.default.weight',
      up: 'lora_B.default.weight',
      comfyui: 'all',
      diffusers: 'all',
    },
    {
      prefix: 'diffusion_model.',
      down: 'lora_down.weight',
      up: 'lora_up.weight',
      comfyui: 'all',
      diffusers: 'none',
    },
    { prefix: 'lora_transformer_', flat: true, comfyui: 'none', diffusers: 'none' },
    { prefix: 'base_model.model.', comfyui: 'none', diffusers: 'none' },
    { prefix: 'model.diffusion_model.', comfyui: 'none', diffusers: 'none' },
    { prefix: 'module.diffusion_model.', comfyui: 'none', diffusers: 'none' },
  ] as const;
  for (const [index, { comfyui, diffusers, ...options }] of named.entries()) {
    it(`knows who loads keys like '${options.prefix}…${'down' in options ? options.down : 'lora_A.weight'}'`, () => {
      const found = check(`names/${index}.safetensors`, safetensorsFile(loraTensors(options)));
      assert.deepEqual([found.comfyui.loads, found.diffusers.loads], [comfyui, diffusers]);
    });
  }

  it('names shapes that do not fit the model', () => {
    const mixed = loraTensors().map((tensor) =>
      tensor.name.includes('img_mlp') ? { ...tensor, shape: tensor.shape.map((size) => size * 2) } : tensor,
    );
    assert.ok(codes(check('shape/mixed.safetensors', safetensorsFile(mixed))).includes('shapes'));
    const large = loraTensors({ hidden: 2048, blocks: 1 });
    assert.ok(codes(check('shape/large.safetensors', safetensorsFile(large))).includes('shapes'));
  });

  it('names missing modules, and a file that only its owner can read', () => {
    const file = path.join(folder, 'part.safetensors');
    const attention = loraTensors().filter(({ name }) => /attn\.to_[qk]/.test(name));
    writeFileSync(file, safetensorsFile(attention));
    chmodSync(file, 0o600);
    assert.deepEqual(codes(report(file)), ['modules-missing', 'private-mode']);
  });

  it('finds a copy of the same weights with other metadata next to the file', () => {
    check('copies/tiny.safetensors', safetensorsFile(loraTensors(), { training_info: '{"step": 4}' }));
    const found = check(
      'copies/tiny_000000004.safetensors',
      safetensorsFile(loraTensors(), { training_info: '{"step": 5}' }),
    );
    assert.equal(found.sameAs, 'tiny.safetensors');
  });

  const shared = path.resolve(repositoryRoot, '../shared/real-runs-after/loras');
  if (!existsSync(shared)) {
    it('has no recorded LoRA files to compare with', () =>
      console.log('No recorded LoRA files: ../shared is not there.'));
  } else {
    const seen = [
      ['lora-r4', 'lora', 'all', 'all', []],
      ['lora-zero', 'lora', 'all', 'all', ['never-trained']],
      ['lokr-full', 'lokr', 'all', 'none', []],
      ['dora', 'dora', 'part', 'none', ['dora']],
    ] as const;
    for (const [name, kind, comfyui, diffusers, problems] of seen) {
      it(`judges ${name} as ComfyUI and diffusers did`, () => {
        const found = check(
          `real/${name}.safetensors`,
          readFileSync(path.join(shared, `${name}.safetensors`)),
        );
        const actual = [found.kind, found.comfyui.loads, found.diffusers.loads, codes(found)];
        assert.deepEqual(actual, [kind, comfyui, diffusers, problems]);
      });
    }
  }
});
