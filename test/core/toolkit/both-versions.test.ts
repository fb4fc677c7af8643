import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { exampleConfig } from '../../support/example-config';
import { findInText, repositoryRoot } from '../../support/find-in-text';

/** What a text shows with each version: words of a message, or null where nothing is said of it. */
interface Row {
  /** As the list of changes names it: `train.first_timestep_chance`, `arch:qwen_image_2`. */
  readonly changed: string;
  readonly text: string;
  readonly in012: RegExp | null;
  readonly in013: RegExp | null;
  /** Without a checkout or a setting. */
  readonly undecided: RegExp | null;
}

const onlyIn013 = /is read .*0\.13.* and newer; the chosen ai-toolkit is 0\.12\.26, which ignores it/;
const qwen2 = 'model:\n  arch: qwen_image_2\n  name_or_path: Comfy-Org/Qwen-Image-2.1\n';
const quantized = '  quantize: true\n  qtype: convrot8\n';
const dataset = 'datasets:\n  - folder_path: data/maya\n    caption_ext: txt\n    resolution: 1024\n';
const sampled = 'sample:\n  sample_every: 250\n  guidance_scale: 3.5\n';
const prompts =
  "  prompts:\n    - 'maya_char portrait, smiling at the camera, natural light, detailed skin'\n";
const steps =
  'train:\n  steps: 2500\n  noise_scheduler: flowmatch\n  lr: 0.0002\n  dtype: bf16\n  optimizer: adamw8bit\n';

const texts: ReadonlySet<string> = new Set(['instruction', 'system_prompt', 'cot']);

const keysOf013: readonly (readonly [changed: string, text: string])[] = [
  ['datasets[].pin_memory', `${dataset}    pin_memory: true`],
  ['train.first_timestep_chance', `${steps}  first_timestep_chance: 0.1`],
  ['train.ema_config.feedback_rate', `${steps}  ema_config:\n    use_ema: true\n    feedback_rate: 0.01`],
  ['sample.duration', `${sampled}${prompts}  neg: ''\n  duration: 4`],
  [
    'sample.samples[].duration',
    `${sampled}  neg: ''\n  samples:\n    - prompt: 'maya_char portrait, smiling at the camera, natural light'\n      duration: 4`,
  ],
  ...[
    'rgba',
    'use_comfy_weights',
    'dopsd',
    'dopsd_bleed_strength',
    'instruction',
    'system_prompt',
    'max_pixels',
    'min_pixels',
    'video_fps',
    'max_new_tokens',
    'sample_compile',
    'loss_chunk',
    'debug',
    'cot',
    'abc_dropout',
    'sample_ar_repetition_penalty',
    'ar_kl_weight',
    'ar_lr_multiplier',
  ].map((key): readonly [string, string] => [
    `model.model_kwargs.${key}`,
    `model:\n  arch: qwen_image\n  name_or_path: Qwen/Qwen-Image\n  quantize: true\n  qtype: qfloat8\n  model_kwargs:\n    ${key}: ${texts.has(key) ? "'on'" : 1}`,
  ]),
];

const goneKeys = ['latent_multiplier', 'standardize_latents'];

const archs: readonly (readonly [arch: string, checkpoint: string])[] = [
  ['qwen_image_2', 'Comfy-Org/Qwen-Image-2.1'],
  ['ming_image', 'Kijai/Ming-Image-ComfyUI'],
  ['yue2', 'Comfy-Org/YuE2'],
  ['qwen25_omni', 'ai-toolkit/Qwen2.5-Omni-7B'],
];

const rows: readonly Row[] = [
  ...keysOf013.map(
    ([changed, text]): Row => ({
      changed,
      text,
      // Each model reads its own keys there, so only the hover names the version.
      in012: changed.startsWith('model.model_kwargs.') ? null : onlyIn013,
      in013: null,
      undecided: null,
    }),
  ),
  ...goneKeys.map(
    (key): Row => ({
      changed: `train.${key}`,
      text: `${steps}  ${key}: 1`,
      in012: key === 'standardize_latents' ? /first step fails/ : null,
      in013: /before 0\.13\.13; the chosen ai-toolkit is 0\.13\.22, which ignores it/,
      undecided: /before 0\.13\.13; 0\.13\.13 and newer ignore it/,
    }),
  ),
  ...archs.map(
    ([arch, checkpoint]): Row => ({
      changed: `arch:${arch}`,
      text: `model:\n  arch: ${arch}\n  name_or_path: ${checkpoint}\n${quantized}`,
      in012: /0\.13.* and newer; the chosen ai-toolkit is 0\.12\.26, which cannot train it/,
      in013: null,
      undecided: null,
    }),
  ),
  {
    changed: 'optimizer:adamconvrot',
    text: steps.replace('adamw8bit', 'adamconvrot'),
    in012: /0\.13 and newer; the chosen ai-toolkit is 0\.12\.26, which stops with an error/,
    in013: null,
    undecided: null,
  },
  {
    changed: 'train.gradient_accumulation_steps',
    text: `${steps}  gradient_accumulation_steps: 4`,
    in012: /gradient_accumulation: 4', which sums them;/,
    in013: /gradient_accumulation: 4', which averages them;/,
    undecided: /which sums \(0\.12\) or averages \(0\.13\) them;/,
  },
  {
    changed: 'train.gradient_accumulation',
    text: `${steps}  gradient_accumulation: 4\n  gradient_accumulation_steps: 2`,
    in012: /are summed\./,
    in013: /are averaged\./,
    undecided: /summed by ai-toolkit 0\.12 and averaged by 0\.13\./,
  },
  {
    changed: 'model.quantize_kwargs',
    text: 'model:\n  arch: qwen_image\n  name_or_path: Qwen/Qwen-Image\n  quantize: true\n  qtype: qfloat8\n  quantize_kwargs:\n    exclude: ["*img_in*"]',
    in012: /does not read 'quantize_kwargs'/,
    in013: null,
    undecided: null,
  },
  {
    changed: 'datasets[].alpha_mask',
    text: `${qwen2}${quantized}  model_kwargs:\n    rgba: true\n${dataset}    alpha_mask: true`,
    in012: /cannot train it/,
    in013: /'alpha_mask' and 'rgba: true' exclude each other/,
    undecided: /'alpha_mask' and 'rgba: true' exclude each other/,
  },
  {
    changed: 'sample.neg',
    text: `${qwen2}${quantized}${sampled}${prompts}`,
    in012: /cannot train it/,
    in013: null,
    undecided: null,
  },
  {
    changed: 'model.name_or_path',
    text: `${qwen2}${quantized}`.replace('qwen_image_2', 'qwen_image'),
    in012: /Write 'arch: qwen_image_2'.*which cannot train it/,
    in013: /Write 'arch: qwen_image_2'\.$/,
    undecided: /Write 'arch: qwen_image_2'.*0\.13\.17 and newer/,
  },
];

/** Changed, with nothing that a config alone could show: the hover says them. */
const saidByHoverOnly: ReadonlySet<string> = new Set([
  'datasets[].cache_tensors_to_disk',
  'model.quantize',
  'sample.format',
  'model.model_kwargs.match_target_res',
  'model.model_kwargs.control_image_max_pixels',
]);

function shownBy({ text }: Row, toolkitVersion: string | undefined): readonly string[] {
  const findings = findInText(exampleConfig(text), toolkitVersion === undefined ? {} : { toolkitVersion });
  return findings
    .filter(({ severity, code }) => severity !== 'hint' && code !== 'epoch-count')
    .flatMap(({ message, related = [] }) => [message, ...related.map((one) => one.message)]);
}

describe('what differs between ai-toolkit 0.12.26 and 0.13', () => {
  for (const row of rows) {
    it(`${row.changed} is judged by the version`, () => {
      const sides = [
        ['0.12.26', row.in012],
        ['0.13.22', row.in013],
        [undefined, row.undecided],
      ] as const;
      for (const [version, words] of sides) {
        const shown = shownBy(row, version);
        const told = `${version ?? 'no version'}:\n${shown.join('\n')}`;
        if (words === null) assert.deepEqual(shown, [], told);
        else
          assert.ok(
            shown.some((message) => words.test(message)),
            told,
          );
      }
    });
  }
});

const changes = path.resolve(repositoryRoot, '../shared/reference/ai-toolkit-0.13-keys.json');

it('has a row for everything that is listed as changed', (test) => {
  if (!existsSync(changes)) {
    test.diagnostic('../shared/reference/ai-toolkit-0.13-keys.json is not there; no list was compared.');
    return;
  }
  const listed: {
    readonly sections: readonly {
      readonly path: string;
      readonly keys: readonly { readonly name: string }[];
    }[];
    readonly removed: readonly { readonly path: string; readonly name: string }[];
    readonly enums: Readonly<
      Record<string, { readonly added: readonly (string | { readonly value: string | null })[] }>
    >;
  } = JSON.parse(readFileSync(changes, 'utf8'));
  const added = (name: string) =>
    (listed.enums[name]?.added ?? []).map((one) => (typeof one === 'string' ? one : one.value));
  const named = [
    ...listed.sections.flatMap((section) => section.keys.map(({ name }) => `${section.path}.${name}`)),
    ...listed.removed.map((one) => `${one.path}.${one.name}`),
    ...added('arch').flatMap((arch) => (arch === null ? [] : [`arch:${arch}`])),
    ...added('optimizer').map((name) => `optimizer:${name}`),
    // These two stand in the list as keys whose values changed.
  ].filter((name) => name !== 'model.arch' && name !== 'train.optimizer');
  const covered = new Set([...rows.map(({ changed }) => changed), ...saidByHoverOnly]);
  assert.deepEqual(
    named.filter((name) => !covered.has(name)),
    [],
  );
});
