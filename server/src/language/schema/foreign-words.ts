/** Words of other trainers for keys that ai-toolkit has under another name, by section. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  process: {
    training: 'train',
    lora: 'network',
    dataset: 'datasets',
    output_dir: 'training_folder',
    output_folder: 'training_folder',
    output_path: 'training_folder',
    seed: 'training_seed',
    trigger: 'trigger_word',
    trigger_words: 'trigger_word',
  },
  network: {
    network_dim: 'linear',
    network_rank: 'linear',
    lora_rank: 'linear',
    lora_dim: 'linear',
    dim: 'linear',
    r: 'linear',
    network_alpha: 'linear_alpha',
    lora_alpha: 'linear_alpha',
    network_type: 'type',
    network_dropout: 'dropout',
  },
  train: {
    learning_rate: 'lr',
    unet_learning_rate: 'lr',
    max_train_steps: 'steps',
    num_train_steps: 'steps',
    train_steps: 'steps',
    training_steps: 'steps',
    max_steps: 'steps',
    num_steps: 'steps',
    train_batch_size: 'batch_size',
    mixed_precision: 'dtype',
    optimizer_type: 'optimizer',
    optimizer_name: 'optimizer',
    optimizer_args: 'optimizer_params',
    optimizer_kwargs: 'optimizer_params',
    lr_scheduler_type: 'lr_scheduler',
    scheduler_type: 'lr_scheduler',
    grad_accum: 'gradient_accumulation',
  },
  dataset: {
    path: 'folder_path',
    folder: 'folder_path',
    image_dir: 'folder_path',
    image_folder: 'folder_path',
    image_path: 'folder_path',
    caption_extension: 'caption_ext',
    repeats: 'num_repeats',
    image_size: 'resolution',
    control_folder: 'control_path',
  },
  model: {
    model_name_or_path: 'name_or_path',
    pretrained_model_name_or_path: 'name_or_path',
    model_name: 'name_or_path',
    model_path: 'name_or_path',
    quantization_type: 'qtype',
  },
  sample: {
    negative_prompt: 'neg',
    cfg: 'guidance_scale',
    cfg_scale: 'guidance_scale',
    num_inference_steps: 'sample_steps',
    inference_steps: 'sample_steps',
    steps: 'sample_steps',
    sample_prompts: 'prompts',
  },
  save: {
    save_every_n_steps: 'save_every',
    save_steps: 'save_every',
    max_saves_to_keep: 'max_step_saves_to_keep',
    keep_last: 'max_step_saves_to_keep',
  },
};

/** ai-toolkit's own key for another trainer's word in a section. */
export function nativeWord(section: string, word: string): string | undefined {
  const known = words[section.startsWith('process') ? 'process' : section];
  return known && Object.hasOwn(known, word) ? known[word] : undefined;
}
