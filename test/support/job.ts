import type { JobSummary } from '../../common/protocol';

/** A job without anything wrong, on a Linux machine. */
export const job: JobSummary = {
  name: 'maya_char',
  processType: 'sd_trainer',
  trainingFolder: 'output',
  steps: 3400,
  arch: 'qwen_image_edit_plus',
  nameOrPath: 'Qwen/Qwen-Image-Edit-2509',
  device: 'cuda:0',
  datasetPaths: ['/data/maya'],
  typeRange: undefined,
};
