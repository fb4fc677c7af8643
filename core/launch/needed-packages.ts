import { attentionBackends } from '../profiles/attention-backends';
import { scalarText } from '../syntax/config-node';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';

/** A package that ai-toolkit imports because of what a config says. */
export interface NeededPackage {
  /** The module that is imported. */
  readonly module: string;
  /** What pip calls it. */
  readonly name: string;
  /** The part of the config that needs it, as the start of a sentence: "'optimizer: prodigy'". */
  readonly reason: string;
}

/** What every start imports before a model is loaded (run.py:3, jobs/process/BaseSDTrainProcess.py:13-71, toolkit/data_loader.py:9-17). */
const always: readonly (readonly [module: string, name: string])[] = [
  ['dotenv', 'python-dotenv'],
  ['diffusers', 'diffusers'],
  ['transformers', 'transformers'],
  ['safetensors', 'safetensors'],
  ['accelerate', 'accelerate'],
  ['optimum', 'optimum-quanto'],
  ['torchao', 'torchao'],
  ['lycoris', 'lycoris-lora'],
  ['albumentations', 'albumentations'],
  ['cv2', 'opencv-python'],
  ['oyaml', 'oyaml'],
  ['torchvision', 'torchvision'],
];

/** Modules whose package has another name. */
const moduleOf: Readonly<Record<string, string>> = {
  'flash-attn': 'flash_attn',
  'flash-attn 3': 'flash_attn_interface',
};

/**
 * The packages that a start of this config imports. Those of the optimizers are in toolkit/optimizer.py:14-108, wandb is in
 * toolkit/logging_aitk.py:48.
 */
export function neededPackages(config: TrainingConfig): readonly NeededPackage[] {
  const found = config.trainers.flatMap((process) => [
    ...optimizerPackages(process),
    ...lossPackages(process),
    ...attentionPackages(process),
    ...loggingPackages(process),
  ]);
  const base = always.map(([module, name]) => ({ module, name, reason: 'ai-toolkit' }));
  return config.trainers.length === 0 ? [] : [...base, ...found];
}

function optimizerPackages(process: TrainingProcess): NeededPackage[] {
  const optimizer = scalarText(process.node('train.optimizer')) ?? '';
  const lower = optimizer.toLowerCase();
  const reason = `'optimizer: ${optimizer}'`;
  // ai-toolkit's own 8-bit optimizers import nothing more.
  if (lower.startsWith('prodigy8bit')) return [];
  if (lower.startsWith('dadaptation')) return [{ module: 'dadaptation', name: 'dadaptation', reason }];
  if (lower.startsWith('prodigy')) return [{ module: 'prodigyopt', name: 'prodigyopt', reason }];
  if (lower.endsWith('8bit')) return [{ module: 'bitsandbytes', name: 'bitsandbytes', reason }];
  if (lower === 'lion') return [{ module: 'lion_pytorch', name: 'lion-pytorch', reason }];
  return [];
}

/** toolkit/util/losses.py:7-18; pytorch_wavelets imports pkg_resources, which newer versions of setuptools no longer have. */
function lossPackages(process: TrainingProcess): NeededPackage[] {
  if (scalarText(process.node('train.loss_type')) !== 'wavelet') return [];
  const reason = "'loss_type: wavelet'";
  return [
    { module: 'pytorch_wavelets', name: 'pytorch-wavelets', reason },
    { module: 'pkg_resources', name: 'setuptools<81', reason },
  ];
}

function attentionPackages(process: TrainingProcess): NeededPackage[] {
  const backend = scalarText(process.node('train.attention_backend')) ?? '';
  const name = Object.hasOwn(attentionBackends, backend) ? attentionBackends[backend] : undefined;
  const ofBackend =
    name === undefined
      ? []
      : [{ module: moduleOf[name] ?? name, name, reason: `'attention_backend: ${backend}'` }];
  return process.truthy('train.xformers')
    ? [...ofBackend, { module: 'xformers', name: 'xformers', reason: "'xformers: true'" }]
    : ofBackend;
}

function loggingPackages(process: TrainingProcess): NeededPackage[] {
  if (!process.truthy('logging.use_wandb')) return [];
  return [{ module: 'wandb', name: 'wandb', reason: "'use_wandb: true'" }];
}
