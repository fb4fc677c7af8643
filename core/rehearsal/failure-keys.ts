/** Exceptions whose key is known by their words. The first key of the list that is written is pointed at. */
export const keysByWords: readonly { readonly words: RegExp; readonly keys: readonly string[] }[] = [
  {
    words: /Missing control images/,
    keys: [
      'datasets.control_path_1',
      'datasets.control_path',
      'datasets.folder_path',
      'datasets.dataset_path',
    ],
  },
  { words: /mat1 and mat2 shapes/, keys: ['datasets.control_path', 'datasets.control_path_1', 'model.arch'] },
  {
    words: /must have a config\.name|required.*'?name'?|Missing required key: name/i,
    keys: ['config.name', 'config'],
  },
  { words: /`?mu`? must be passed/, keys: ['train.noise_scheduler', 'train'] },
  { words: /can only concatenate str \(not "(?:bool|NoneType)"\)/, keys: ['sample.neg', 'sample'] },
  { words: /No module named 'wandb'/, keys: ['logging.use_wandb'] },
  {
    words: /UnicodeDecodeError/,
    keys: ['datasets.caption_ext', 'datasets.folder_path', 'datasets.dataset_path'],
  },
  { words: /StableDiffusionPipeline/, keys: ['model.arch', 'model'] },
  { words: /no images found/, keys: ['datasets.dataset_path', 'datasets.folder_path', 'datasets'] },
  { words: /loss_target|loss type/i, keys: ['train.loss_target', 'train.loss_type'] },
  { words: /dtype/, keys: ['train.dtype', 'save.dtype', 'model.dtype'] },
  { words: /Target is on cpu/, keys: ['train.optimizer'] },
  { words: /storage_ptr|data pointer|invalid python storage/, keys: ['model.qtype', 'model.quantize'] },
  { words: /File name too long/, keys: ['config.name'] },
];

/** Keys by the file of ai-toolkit that raised, innermost first. */
export const keysByFile: readonly { readonly file: RegExp; readonly keys: readonly string[] }[] = [
  { file: /toolkit[\\/]optimizers?(?:\.py|[\\/])/, keys: ['train.optimizer', 'train'] },
  {
    file: /(?:torch[\\/]optim|bitsandbytes[\\/]optim|prodigyopt)[\\/]/,
    keys: ['train.optimizer_params', 'train.optimizer', 'train'],
  },
  { file: /toolkit[\\/]scheduler\.py/, keys: ['train.lr_scheduler_params', 'train.lr_scheduler', 'train'] },
  { file: /toolkit[\\/]sampler\.py/, keys: ['train.noise_scheduler', 'sample.sampler'] },
  { file: /toolkit[\\/]util[\\/]quantize\.py/, keys: ['model.qtype', 'model.quantize'] },
  {
    file: /toolkit[\\/](?:lora_special|lycoris_special|network_mixins|models[\\/]lokr|models[\\/]DoRA)\.py/,
    keys: ['network.type', 'network.linear', 'network'],
  },
  { file: /toolkit[\\/]ema\.py/, keys: ['train.ema_config', 'ema_config'] },
  {
    file: /toolkit[\\/](?:data_loader|dataloader_mixins|buckets)\.py/,
    keys: ['datasets.folder_path', 'datasets.dataset_path', 'datasets'],
  },
];

/** Values that stand in many messages for other reasons. */
export const unlikelyKeys = new Set([
  'job',
  'type',
  'device',
  'trigger_word',
  'meta.name',
  'sample.neg',
  'datasets.type',
]);
