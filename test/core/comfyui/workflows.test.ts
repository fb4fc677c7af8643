import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type ExportOptions, exportWorkflow } from '../../../core/comfyui/index';
import { type NodeSignature, nodeSignatures } from '../../../core/comfyui/workflow/node-signatures';
import type { ApiWorkflow } from '../../../core/comfyui/workflow/to-api';
import type { UiWorkflow } from '../../../core/comfyui/workflow/to-ui';
import { repositoryRoot } from '../../support/find-in-text';
import { readApi, readUi } from '../../support/read-workflow';

const shared = path.resolve(repositoryRoot, '../shared');

const config = (arch: string, model: string, sample = '') => `
job: extension
config:
  name: mira
  process:
    - type: sd_trainer
      trigger_word: mira
      network: { type: lora, linear: 4 }
      model: { name_or_path: ${model}, arch: "${arch}" }
      sample:
        width: 1024
        height: 1024
        sample_steps: 28
        guidance_scale: 4
        seed: 42
        samples:
          - prompt: "[trigger] smiling, natural light"
${sample}
`;

const defaults: ExportOptions = {
  mode: 'parity',
  format: 'api',
  prompt: 1,
  checkpoint: 'lora-r4.safetensors',
  otherLoras: [],
  manualSigmas: true,
  id: '00000000-0000-0000-0000-000000000000',
};

function made<T>(text: string, options: Partial<ExportOptions>): T {
  const answer = exportWorkflow(text, 'yaml', { ...defaults, ...options });
  if (typeof answer === 'string') assert.fail(answer);
  return answer.workflow as T;
}

const edit = '            ctrl_img: "/data/control_1.png"';
const three =
  '            ctrl_img_1: "/d/control_1.png"\n            ctrl_img_2: "/d/control_2.png"\n            ctrl_img_3: "/d/control_3.png"';

const cases = [
  {
    name: 'image',
    text: config('qwen_image', 'Qwen/Qwen-Image'),
    template: 'image-template',
    parity: 'image-manual',
    nearest: 'image-nearest',
  },
  { name: '2512', text: config('qwen_image:2512', 'Qwen/Qwen-Image-2512'), template: 'image-2512-template' },
  {
    name: 'edit',
    text: config('qwen_image_edit', 'Qwen/Qwen-Image-Edit', edit),
    template: 'edit-template',
    nearest: 'edit-parity-size',
  },
  {
    name: '2509',
    text: config('qwen_image_edit_plus', 'Qwen/Qwen-Image-Edit-2509', edit),
    template: 'edit-plus-2509-template',
  },
  {
    name: '2509 with three images',
    text: config('qwen_image_edit_plus', 'Qwen/Qwen-Image-Edit-2509', three),
    nearest: 'edit-plus-2509-three',
  },
  {
    name: '2511',
    text: config('qwen_image_edit_plus:2511', 'Qwen/Qwen-Image-Edit-2511', edit),
    template: 'edit-plus-2511-index_timestep_zero',
  },
] as const;

describe('ComfyUI workflows', () => {
  for (const each of cases) {
    for (const mode of ['parity', 'template'] as const) {
      for (const manualSigmas of [true, false]) {
        it(`of ${each.name}, ${mode}${manualSigmas ? '' : ' without ManualSigmas'}, are whole in both forms`, () => {
          const api = readApi(made<ApiWorkflow>(each.text, { mode, manualSigmas }));
          const ui = readUi(made<UiWorkflow>(each.text, { mode, manualSigmas, format: 'ui' }));
          assert.deepEqual(ui, api);
        });
      }
    }
  }

  it('keep hostile names, quotes and newlines as data', () => {
    const prompt = 'say \\"hi\\"\\n}], {\\"a\\": 1 <script>';
    const text = config('qwen_image', 'x')
      .replace('[trigger] smiling, natural light', prompt)
      .replace('name: mira', 'name: "../../%date%/a b\\n"');
    const api = made<ApiWorkflow>(text, { mode: 'template' });
    assert.equal(api['10']?.inputs.text, 'say "hi"\n}], {"a": 1 <script>');
    assert.match(String(api['31']?.inputs.filename_prefix), /^[A-Za-z0-9_-]+\/p01$/);
  });

  it('write seeds that a number cannot hold as digits', () => {
    const api = made<ApiWorkflow>(
      config('qwen_image', 'x').replace('seed: 42', 'seed: 18446744073709551615'),
      {},
    );
    assert.equal(api['22']?.inputs.noise_seed, '18446744073709551615');
  });

  it('follow flags in the prompt, walked seeds and sizes of 32', () => {
    const text = config('qwen_image', 'x').replace(
      'natural light"',
      'natural light --w 1000 --h 77 --s 9 --cfg 3.5 --d 7 --m 0.8 --n blurry"',
    );
    const api = made<ApiWorkflow>(text, { manualSigmas: false });
    assert.deepEqual(
      [
        api['12']?.inputs.width,
        api['12']?.inputs.height,
        api['22']?.inputs.steps,
        api['22']?.inputs.cfg,
        api['22']?.inputs.seed,
        api['4']?.inputs.strength_model,
        api['11']?.inputs.text,
      ],
      [992, 64, 9, 3.5, 7, 0.8, 'blurry'],
    );
  });

  it('apply a second LoRA, and a full fine-tune as the model', () => {
    const two = made<ApiWorkflow>(config('qwen_image', 'x'), {
      otherLoras: [{ name: 'style.safetensors', strength: 0.5 }],
    });
    assert.deepEqual(two['60']?.inputs, {
      model: ['4', 0],
      lora_name: 'style.safetensors',
      strength_model: 0.5,
    });
    const whole = made<ApiWorkflow>(config('qwen_image', 'x').replace(/.*network:.*\n/, ''), {});
    assert.equal(
      whole['1']?.inputs.unet_name,
      'lora-r4.safetensors/transformer/diffusion_pytorch_model.safetensors',
    );
    assert.equal(whole['4'], undefined);
  });

  it('are refused in words where none is known', () => {
    for (const arch of ['flux', 'qwen_image_2']) {
      assert.equal(typeof exportWorkflow(config(arch, 'x'), 'yaml', defaults), 'string');
    }
    assert.match(
      String(exportWorkflow(config('qwen_image', 'x'), 'yaml', { ...defaults, prompt: 2 })),
      /1 sample prompts/,
    );
  });

  if (!existsSync(path.join(shared, 'real-runs-after'))) {
    it('have no accepted workflows to compare with', () =>
      console.log('No accepted workflows: ../shared is not there.'));
    return;
  }
  const accepted = (name: string) =>
    readApi(
      JSON.parse(readFileSync(path.join(shared, 'real-runs-after/workflows', `${name}.api.json`), 'utf8')),
    );
  /** Types of nodes and the ends of their links: what makes a workflow's structure. */
  const structure = (graph: ReturnType<typeof readApi>) =>
    [...graph.values()].map(({ type, links }) => [type, Object.entries(links).sort()]).sort();

  for (const each of cases) {
    for (const [kind, options] of [
      ['template', { mode: 'template' }],
      ['parity', { mode: 'parity' }],
      ['nearest', { mode: 'parity', manualSigmas: false }],
    ] as const) {
      const name = kind in each ? (each as Readonly<Record<string, unknown>>)[kind] : undefined;
      if (typeof name !== 'string') continue;
      it(`of ${each.name}, ${kind}, have the structure of the accepted '${name}'`, () => {
        const text = name.includes('index') ? each.text.replace('ctrl_img:', 'ctrl_img_1:') : each.text;
        const ours = structure(readApi(made<ApiWorkflow>(text, options)));
        const theirs = structure(accepted(name));
        const types = (all: typeof ours) => new Set(all.map(([type]) => type));
        if (name.includes('index'))
          assert.deepEqual(types(ours).has('FluxKontextMultiReferenceLatentMethod'), true);
        else assert.deepEqual(ours, theirs);
      });
    }
  }

  it('have the sigmas of the accepted workflow', () => {
    const sigmas = (api: ApiWorkflow) => String(api['21']?.inputs.sigmas).split(', ').map(Number);
    const ours = sigmas(made<ApiWorkflow>(cases[0].text, {}));
    const file = path.join(shared, 'real-runs-after/workflows/image-manual.api.json');
    const theirs = sigmas(JSON.parse(readFileSync(file, 'utf8')));
    assert.equal(ours.length, theirs.length);
    ours.forEach((value, index) => {
      assert.ok(Math.abs(value - (theirs[index] ?? 0)) < 1e-4);
    });
  });

  it('can be read back from every accepted page form', () => {
    const folder = path.join(shared, 'real-runs-after/workflows');
    const names = readdirSync(folder).filter((file) => file.endsWith('.ui.json'));
    assert.ok(names.length >= 11);
    for (const name of names) {
      const ui = readUi(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
      assert.deepEqual(structure(ui), structure(accepted(name.replace('.ui.json', ''))), name);
    }
  });

  it('are made of nodes as the server declares them', () => {
    const { nodes } = JSON.parse(readFileSync(path.join(shared, 'reference/comfyui-nodes.json'), 'utf8'));
    for (const [type, signature] of Object.entries<NodeSignature>(nodeSignatures)) {
      if (type === 'ManualSigmas') continue;
      const real = nodes[type];
      assert.deepEqual(
        signature.inputs.map(({ name, type: kind, socket, optional }) => [name, kind, socket, optional]),
        real.inputs.map((input: { name: string; type: string; kind: string; required: boolean }) => [
          input.name,
          input.type,
          input.kind === 'socket',
          !input.required,
        ]),
        type,
      );
      assert.deepEqual(signature.outputs, real.outputs, type);
    }
  });
});
