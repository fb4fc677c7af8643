const process = [
  '- type: diffusion_trainer',
  '  training_folder: output',
  '  model:',
  '    name_or_path: Qwen/Qwen-Image',
  '    arch: qwen_image',
];

/** What "Insert" writes for a missing key: YAML text that can run, or that says what is to be filled in. */
export const placeholders: Readonly<Record<string, string>> = {
  job: 'extension',
  config: `name: my_lora\nprocess:\n  ${process.join('\n  ')}`,
  process: process.join('\n'),
  name: 'my_lora',
  type: 'diffusion_trainer',
  training_folder: 'output',
  model: 'name_or_path: Qwen/Qwen-Image\narch: qwen_image',
  name_or_path: 'Qwen/Qwen-Image',
  folder_path: 'path/to/images',
};
