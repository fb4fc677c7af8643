import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { LoraReport } from '../../../core/comfyui/index';
import { blockModules } from '../../../core/comfyui/lora/lora-keys';
import { repositoryRoot } from '../../support/find-in-text';
import { forEachModule, judgeTensors } from '../../support/judge-tensors';
import type { TestTensor } from '../../support/safetensors';

const half = [0x80, 0x3c];
const bf16 = (name: string, shape: readonly number[], value: readonly number[] = half): TestTensor => ({
  name,
  dtype: 'BF16',
  shape,
  value,
});
const pair = (module: string, input: number, output: number) => [
  bf16(`${module}.lora_A.weight`, [4, input]),
  bf16(`${module}.lora_B.weight`, [output, 4]),
];
const plain = forEachModule((module, input, output) => pair(`diffusion_model.${module}`, input, output));
const lokr = (change: (module: string, input: number, output: number) => readonly TestTensor[]) =>
  forEachModule((module, input, output) => change(`diffusion_model.${module}`, input, output));

interface Kind {
  readonly tensors: readonly TestTensor[];
  readonly is: readonly [LoraReport['kind'], string, string, ...string[]];
  readonly says?: RegExp;
}

/** The kind, what ComfyUI and diffusers load, and the codes. */
const kinds: Readonly<Record<string, Kind>> = {
  'LoKr with whole factors': {
    tensors: lokr((m, i, o) => [bf16(`${m}.lokr_w1`, [4, 4]), bf16(`${m}.lokr_w2`, [o / 4, i / 4])]),
    is: ['lokr', 'all', 'none'],
  },
  'LoKr with a factored second factor': {
    tensors: lokr((m, i, o) => [
      bf16(`${m}.lokr_w1`, [8, 8]),
      bf16(`${m}.lokr_w2_a`, [o / 8, 2]),
      bf16(`${m}.lokr_w2_b`, [2, i / 8]),
      bf16(`${m}.alpha`, []),
    ]),
    is: ['lokr', 'all', 'none'],
  },
  'LoKr of another model': {
    tensors: lokr((m, i, o) => [bf16(`${m}.lokr_w1`, [4, 4]), bf16(`${m}.lokr_w2`, [o / 2, i / 4])]),
    is: ['lokr', 'none', 'none', 'shapes'],
  },
  'LoKr with a first factor of zeros': {
    tensors: lokr((m, i, o) => [bf16(`${m}.lokr_w1`, [4, 4], [0, 0]), bf16(`${m}.lokr_w2`, [o / 4, i / 4])]),
    is: ['lokr', 'all', 'none', 'never-trained'],
  },
  'LoRA with A of zeros': {
    tensors: plain.map((tensor) => (tensor.name.includes('lora_A') ? { ...tensor, value: [0, 0] } : tensor)),
    is: ['lora', 'all', 'all', 'never-trained'],
  },
  "DoRA as ComfyUI's own trainers name it": {
    tensors: forEachModule((m, i, o) => [
      ...pair(`diffusion_model.${m}`, i, o),
      bf16(`diffusion_model.${m}.dora_scale`, [o, 1]),
    ]),
    is: ['dora', 'all', 'none'],
  },
  'LoHa of another trainer': {
    tensors: forEachModule((m, i, o) =>
      ['hada_w1', 'hada_w2'].flatMap((each) => [
        bf16(`diffusion_model.${m}.${each}_a`, [o, 4]),
        bf16(`diffusion_model.${m}.${each}_b`, [4, i]),
      ]),
    ),
    is: ['other', 'all', 'none'],
  },
  'LoRA with differences of norms (all_layers)': {
    tensors: [...plain, bf16('diffusion_model.transformer_blocks.0.attn.norm_q.diff', [16])],
    is: ['lora', 'all', 'none'],
  },
  'LoRA for another model with the same prefix': {
    tensors: pair('diffusion_model.double_blocks.0.img_attn.qkv', 64, 192),
    is: ['lora', 'none', 'none', 'keys-not-taken'],
    says: /for another model.*Use it with the model that it was trained on/,
  },
  'LoRA with keys of a text encoder': {
    tensors: [...plain, ...pair('text_encoder.model.layers.0.self_attn.q_proj', 64, 64)],
    is: ['lora', 'part', 'none', 'keys-not-taken'],
    says: /2 of 58 keys are of a text encoder/,
  },
  'LoRA under a prefix that ComfyUI does not read': {
    tensors: forEachModule((m, i, o) => pair(`base_model.model.${m}`, i, o)),
    is: ['lora', 'none', 'none', 'keys-not-taken'],
    says: /begin with 'diffusion_model\.'/,
  },
  'LoRA without lora_B': {
    tensors: plain.filter(({ name }) => name.includes('lora_A')),
    is: ['lora', 'none', 'none', 'shapes'],
  },
  'LoRA of convolutions': {
    tensors: plain.map((tensor) => ({ ...tensor, shape: [...tensor.shape, 1, 1] })),
    is: ['lora', 'all', 'all'],
  },
  'file without tensors': { tensors: [], is: ['other', 'none', 'none', 'not-a-lora'] },
  'textual inversion': {
    tensors: [bf16('emb_params', [4, 64])],
    is: ['other', 'none', 'none', 'not-a-lora'],
  },
};

describe('kinds of LoRA files', () => {
  for (const [name, { tensors, is, says }] of Object.entries(kinds)) {
    it(name, () => {
      const { kind, comfyui, diffusers, problems } = judgeTensors(tensors);
      assert.deepEqual([kind, comfyui.loads, diffusers.loads, ...problems.map(({ code }) => code)], is);
      if (says) assert.match(problems.map(({ message, remedy }) => `${message} ${remedy}`).join(' '), says);
    });
  }

  it('bears metadata that is empty, broken or of another trainer', () => {
    for (const metadata of [
      {},
      { training_info: '', ss_tag_frequency: '{}', software: 'null' },
      { training_info: '[1]', ss_tag_frequency: '{"a": null}', software: '"x"', ss_base_model_version: '' },
    ]) {
      const { step, trigger, toolkit, comfyui } = judgeTensors(plain, metadata);
      assert.deepEqual([step, trigger, toolkit, comfyui.loads], [null, null, null, 'all']);
    }
  });
});

const recorded = path.resolve(repositoryRoot, '../shared/real-runs-after/headers.json');
if (!existsSync(recorded)) {
  it('has no recorded headers to compare with', (test) => test.diagnostic('../shared is not there.'));
} else {
  describe('LoRA files as ai-toolkit wrote them', () => {
    const { variants } = JSON.parse(readFileSync(recorded, 'utf8'));
    for (const [name, variant] of Object.entries<Variant>(variants)) {
      it(`${name}: judged as ComfyUI and diffusers did`, () => {
        const { kind, comfyui, diffusers, rank, dtype, step } = judgeTensors(
          tensorsOf(variant),
          variant.metadata,
        );
        const taken = /^all keys taken/.test(variant['comfyui_0.3.64']);
        const isModel =
          variant.suffixes['lora_A.weight'] === undefined && variant.suffixes.lokr_w1 === undefined;
        const isDora = variant.suffixes.magnitude !== undefined;
        assert.equal(comfyui.loads, isModel ? 'none' : isDora ? 'part' : 'all');
        assert.equal(comfyui.loads === 'all', taken, variant['comfyui_0.3.64']);
        const loads = /^loads/.test(variant['diffusers_0.39.0.dev0']);
        assert.equal(diffusers.loads === 'all', loads, variant['diffusers_0.39.0.dev0']);
        const wanted = isModel ? 'model' : variant.suffixes.lokr_w1 ? 'lokr' : isDora ? 'dora' : 'lora';
        assert.equal(kind, wanted);
        assert.equal(dtype, Object.keys(variant.dtypes)[0]);
        if (!isModel && wanted !== 'lokr') assert.equal(rank, rankOf(variant));
        if (variant.metadata.training_info !== undefined)
          assert.equal(step, JSON.parse(variant.metadata.training_info).step);
      });
    }
  });
}

interface Variant {
  readonly suffixes: Readonly<Record<string, number>>;
  readonly dtypes: Readonly<Record<string, number>>;
  readonly tensors: number;
  readonly first_keys: Readonly<Record<string, readonly number[]>>;
  readonly modules_of_block_0: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly 'comfyui_0.3.64': string;
  readonly 'diffusers_0.39.0.dev0': string;
}

function rankOf({ first_keys: keys }: Variant): number | undefined {
  return Object.entries(keys).find(([name]) => name.endsWith('lora_A.weight'))?.[1][0];
}

/** The keys and shapes that a variant has, by its suffixes, modules and first keys. */
function tensorsOf(variant: Variant): readonly TestTensor[] {
  const [dtype = 'BF16'] = Object.keys(variant.dtypes) as TestTensor['dtype'][];
  const isFlat = Object.keys(variant.first_keys)[0]?.startsWith('lycoris_') === true;
  const names = variant.modules_of_block_0.length === 0 ? blockModules : variant.modules_of_block_0;
  const suffixes = Object.keys(variant.suffixes);
  const isModel = !suffixes.some((suffix) => /^(?:lora_|lokr_)/.test(suffix));
  const rank = rankOf(variant) ?? 4;
  return forEachModule((module, input, output) => {
    const dotted = `diffusion_model.${module}`;
    const stem = isModel ? module : isFlat ? `lycoris_${module.replaceAll('.', '_')}` : dotted;
    const shapes: Readonly<Record<string, readonly number[]>> = {
      'lora_A.weight': [rank, input],
      'lora_B.weight': [output, rank],
      magnitude: [output],
      alpha: [],
      lokr_w1: [4, 4],
      lokr_w2: [output / 4, input / 4],
      lokr_w2_a: [output / 4, rank],
      lokr_w2_b: [rank, input / 4],
    };
    const own = isModel ? ['weight'] : suffixes;
    return own.map((suffix) => ({
      name: `${stem}.${suffix}`,
      dtype,
      shape: shapes[suffix] ?? [output, input],
      value: [0x38],
    }));
  }, names);
}
