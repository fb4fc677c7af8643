import assert from 'node:assert/strict';
import type { PlanPageView } from '../../../common/plan-page';
import { valueLines } from '../../../core/editor/value-lines';
import { examine } from '../../../core/examination';
import { lineAt } from '../../../core/syntax/config-document';
import { scanDatasets } from '../../../core/trainer/datasets/index';
import { defaultOptions, readConfig, strictLogger } from '../find-in-text';
import { type FileFacts, inMemoryDisk } from '../in-memory-disk';

/** The config of the pictures: a face and a body at 8 bit, which a 16 GB GPU does not hold. */
const planConfig = `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      training_folder: output
      trigger_word: maya
      network: { type: lora, linear: 16, linear_alpha: 16 }
      save: { dtype: bf16, save_every: 340, max_step_saves_to_keep: 10 }
      datasets:
        - folder_path: /data/maya_face
          resolution: [768, 1024]
          cache_latents_to_disk: true
        - folder_path: /data/maya_body
          resolution: 1024
          cache_latents_to_disk: true
      train:
        batch_size: 1
        steps: 3400
        cache_text_embeddings: true
        optimizer: adamw8bit
        lr: 1e-4
        dtype: bf16
      model:
        name_or_path: Qwen/Qwen-Image-2512
        arch: qwen_image
        quantize: true
        qtype: qfloat8
        quantize_te: true
        low_vram: true
      sample: { sampler: flowmatch, sample_every: 340, width: 1024, height: 1024, prompts: [maya smiling, maya in a park] }
`;

const sizes = [
  [1024, 1024],
  [1920, 1080],
  [1080, 1920],
  [768, 1024],
] as const;

function images(folder: string, count: number): readonly (readonly [string, FileFacts])[] {
  return Array.from({ length: count }, (_, index): readonly (readonly [string, FileFacts])[] => {
    const [width, height] = sizes[index % 7 < 4 ? 0 : index % sizes.length] ?? [1024, 1024];
    const image = [`${folder}/${index}.png`, { width, height, size: 2_000_000 + index }] as const;
    return index === 3 ? [image] : [image, [`${folder}/${index}.txt`, `maya, number ${index}`]];
  }).flat();
}

/** What the extension sends the page for `planConfig` on a GPU of this size. */
export async function planView(totalGiB: number): Promise<PlanPageView> {
  const config = readConfig(planConfig);
  const disk = inMemoryDisk(
    Object.fromEntries([...images('/data/maya_face', 70), ...images('/data/maya_body', 30)]),
  );
  const probe = {
    ...disk,
    freeSpace: async (path: string) =>
      path.startsWith('/data') ? { disk: 'data', bytes: 900e9 } : { disk: 'home', bytes: 40e9 },
  };
  const options = {
    ...defaultOptions,
    atStart: true,
    gpu: { name: 'NVIDIA GeForce RTX 4080', totalGiB },
    hubFolder: '/home/maya/.cache/huggingface/hub',
    pricePerHour: 0.8,
  };
  const scan = (process: Parameters<typeof scanDatasets>[0]) => scanDatasets(process, probe);
  const { plan, findings } = await examine(config, options, probe, scan, strictLogger);
  assert.ok(plan);
  return {
    path: '/work/maya.yaml',
    name: 'maya.yaml',
    findings: findings.map(({ severity, code, message, span, fixes }) => ({
      severity,
      code,
      message,
      line: lineAt(config.document, span.start),
      fixes: (fixes ?? []).map(({ title }) => title),
    })),
    plan,
    lines: valueLines(config),
    machine: {
      checkedAt: 0,
      lines: [
        `GPU 0, NVIDIA GeForce RTX 4080: ${totalGiB}.0 GiB`,
        'ai-toolkit: 0.12.26',
        'torch: 2.9.1, CUDA 12.8',
      ],
    },
  };
}
