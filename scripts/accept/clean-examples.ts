import type { SmallDataset } from './small-dataset';

/** A config without faults for each arch that has a small checkpoint. */
export function cleanExamples(dataset: SmallDataset): { readonly arch: string; readonly text: string }[] {
  const [one, two] = dataset.controls;
  const control = `${one}/00.png`;
  return [
    {
      arch: 'qwen_image',
      text: configOf('qwen_image', 6, [`folder_path: "${dataset.images}"`], 'prompt: mira smiles'),
    },
    {
      arch: 'qwen_image_edit',
      text: configOf(
        'qwen_image_edit',
        4,
        [`folder_path: "${dataset.images}"`, `control_path: "${one}"`],
        `prompt: add a hat, ctrl_img: "${control}"`,
      ),
    },
    {
      arch: 'qwen_image_edit_plus',
      text: configOf(
        'qwen_image_edit_plus',
        2,
        [`folder_path: "${dataset.images}"`, `control_path_1: "${one}"`, `control_path_2: "${two}"`],
        `prompt: add a hat, ctrl_img_1: "${control}"`,
      ),
    },
  ];
}

function configOf(arch: string, steps: number, dataset: readonly string[], sample: string): string {
  return `job: extension
config:
  name: clean
  process:
    - type: diffusion_trainer
      training_folder: output
      device: cpu
      trigger_word: mira
      network: { type: lora, linear: 4, linear_alpha: 4 }
      save: { dtype: bf16, save_every: 3, max_step_saves_to_keep: 2 }
      datasets:
        - caption_ext: txt
          caption_dropout_rate: 0.05
          cache_latents: true
          resolution: [64]
${dataset.map((line) => `          ${line}`).join('\n')}
      train:
        batch_size: 1
        steps: ${steps}
        gradient_checkpointing: true
        noise_scheduler: flowmatch
        optimizer: adamw
        lr: 0.0001
        dtype: fp32
      model: { name_or_path: Qwen/Qwen-Image, arch: ${arch}, quantize: false, quantize_te: false }
      sample:
        sampler: flowmatch
        sample_every: 3
        width: 64
        height: 64
        sample_steps: 1
        guidance_scale: 4
        seed: 42
        neg: ""
        samples: [{ ${sample} }]
`;
}
