import { parseConfigDocument } from '../../core/syntax/config-document';
import { entryOf } from '../../core/syntax/config-node';

/** Sections of a config that no rule objects to; a fragment replaces the ones that it writes itself. */
const cleanSections: Readonly<Record<string, string>> = {
  type: 'type: sd_trainer',
  training_folder: 'training_folder: output',
  trigger_word: 'trigger_word: maya_char',
  network: 'network:\n  type: lora\n  linear: 16\n  linear_alpha: 16',
  save: 'save:\n  dtype: bf16\n  save_every: 250\n  max_step_saves_to_keep: 12',
  datasets:
    'datasets:\n  - folder_path: data/maya\n    caption_ext: txt\n    cache_latents_to_disk: true\n    resolution: 1024',
  train:
    'train:\n  batch_size: 1\n  steps: 2500\n  gradient_checkpointing: true\n  noise_scheduler: flowmatch\n  optimizer: adamw8bit\n  lr: 0.0002\n  dtype: bf16',
  model: 'model:\n  name_or_path: Qwen/Qwen-Image\n  arch: qwen_image\n  quantize: true\n  qtype: qfloat8',
  sample:
    "sample:\n  sampler: flowmatch\n  sample_every: 250\n  width: 1024\n  height: 1024\n  prompts:\n    - 'maya_char portrait, smiling at the camera, natural light, detailed skin'\n  neg: ''\n  guidance_scale: 3.5\n  sample_steps: 28",
};

/**
 * A whole config around a docs page's example. A text with a `job` of its own is taken as it stands; anything else is
 * the inside of a process.
 */
export function exampleConfig(example: string): string {
  const root = parseConfigDocument(example, 'yaml').root;
  if (entryOf(root, 'job') || entryOf(root, 'config')) return example;
  const others = Object.entries(cleanSections)
    .filter(([key]) => !entryOf(root, key))
    .map(([, text]) => text);
  const body = [...others, example.trimEnd()].join('\n').split('\n');
  const indented = body.map((line, index) =>
    line === '' ? '' : `${index === 0 ? '    - ' : '      '}${line}`,
  );
  return `job: extension\nconfig:\n  name: maya_char_lora\n  process:\n${indented.join('\n')}\n`;
}
