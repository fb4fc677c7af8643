import type { TrainingProcess } from '../trainer/training-config';

/** What no rehearsal shows, and what this one left out. */
export function notTested(processes: readonly TrainingProcess[]): string[] {
  const uses = (key: string) => processes.some((process) => process.truthy(key));
  return [
    "GPU memory: the real model needs about 1,000 times more than the rehearsal's",
    'speed and the time that the training takes',
    'the quality of the LoRA: the weights of the rehearsal are random',
    'the download of the model, and access to it',
    'the files of the real model, and of LoRAs and adapters that the config names',
    'images that were not chosen for the rehearsal',
    ...(uses('model.compile') || uses('model.block_compile')
      ? ['compiling the model, when run on a CPU']
      : []),
    ...(uses('save.push_to_hub') ? ['the upload to Hugging Face (save.push_to_hub)'] : []),
    ...(uses('logging.use_wandb')
      ? ['logging to Weights & Biases, except that the package can be imported']
      : []),
  ];
}
