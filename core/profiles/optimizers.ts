/**
 * Whether an optimizer finds its own learning rate: prodigy and dadaptation raise anything below 0.1 to 1
 * (toolkit/optimizer.py:18, 34, 47), automagic moves it by itself.
 */
export function setsOwnRate(optimizer: string | undefined): boolean {
  return optimizer !== undefined && /^(?:prodigy|dadaptation|automagic)/i.test(optimizer);
}

/** Whether `lr` is a factor of the optimizer's own estimate, so that only values around 1 make sense. */
export function usesRateAsFactor(optimizer: string | undefined): boolean {
  return optimizer !== undefined && /^(?:prodigy|dadaptation(?:adam|lion)?$)/i.test(optimizer);
}

const adamLike = [
  'lr',
  'betas',
  'eps',
  'weight_decay',
  'amsgrad',
  'maximize',
  'foreach',
  'capturable',
  'differentiable',
  'fused',
];
const bitsandbytesAdam = [
  'lr',
  'betas',
  'eps',
  'weight_decay',
  'amsgrad',
  'optim_bits',
  'args',
  'min_8bit_size',
  'is_paged',
];
const prodigyLike = [
  'lr',
  'betas',
  'beta3',
  'eps',
  'weight_decay',
  'decouple',
  'use_bias_correction',
  'safeguard_warmup',
  'd0',
  'd_coef',
  'growth_rate',
  'fsdp_in_use',
];
const automagicLike = ['lr', 'min_lr', 'max_lr', 'eps', 'clip_threshold', 'beta2', 'weight_decay'];

/**
 * The parameters of each optimizer's class in the packages that ai-toolkit 0.12.26 installs (torch, bitsandbytes,
 * prodigyopt and toolkit/optimizers). Optimizers of packages that it does not install are not listed.
 */
const parameters: Readonly<Record<string, readonly string[]>> = {
  adam: [...adamLike, 'decoupled_weight_decay'],
  adamw: adamLike,
  adagrad: [
    'lr',
    'lr_decay',
    'weight_decay',
    'initial_accumulator_value',
    'eps',
    'foreach',
    'maximize',
    'differentiable',
    'fused',
  ],
  adafactor: [
    'lr',
    'eps',
    'clip_threshold',
    'decay_rate',
    'beta1',
    'weight_decay',
    'scale_parameter',
    'relative_step',
    'warmup_init',
    'do_paramiter_swapping',
    'paramiter_swapping_factor',
    'stochastic_accumulation',
    'stochastic_rounding',
  ],
  automagic: [...automagicLike, 'lr_bump', 'do_paramiter_swapping', 'paramiter_swapping_factor'],
  automagic2: [...automagicLike, 'lr_bump', 'agreement_threshold'],
  automagic3: [...automagicLike, 'polarity_history', 'fused'],
  automagicexperiment: [
    'lr',
    'min_lr',
    'max_lr',
    'betas',
    'eps',
    'clip_threshold',
    'weight_decay',
    'polarity_history',
    'fused',
  ],
  adam8: ['lr', 'betas', 'eps', 'weight_decay', 'decouple'],
  // ai-toolkit passes `decouple` itself (toolkit/optimizer.py:62).
  adamw8: ['lr', 'betas', 'eps', 'weight_decay'],
  adam8bit: bitsandbytesAdam,
  adamw8bit: bitsandbytesAdam,
  lion8bit: ['lr', 'betas', 'weight_decay', 'args', 'min_8bit_size', 'is_paged'],
  ademamix8bit: [
    'lr',
    'betas',
    'alpha',
    't_alpha',
    't_beta3',
    'eps',
    'weight_decay',
    'min_8bit_size',
    'is_paged',
  ],
};

/** What `optimizer_params` may hold for an optimizer, in any case; undefined for an optimizer of which that is not known. */
export function optimizerParameters(optimizer: string): readonly string[] | undefined {
  const name = optimizer.toLowerCase();
  if (name.startsWith('prodigy8bit')) return prodigyLike;
  if (name.startsWith('prodigy')) return [...prodigyLike, 'slice_p'];
  return parameters[name];
}
