/** What becomes of a run whose optimizer gets a value that it cannot use. */
export type LimitEffect = 'fails' | 'fails-at-step' | 'nothing-learned';

/** A value of `optimizer_params` that an optimizer does not take, although it has the parameter. */
export interface OptimizerLimit {
  /** Names of optimizers, in any case. */
  readonly optimizers: RegExp;
  readonly parameter: string;
  readonly effect: LimitEffect;
  /** The smallest and the largest number that is taken; a list is judged number by number. */
  readonly min?: number;
  readonly max?: number;
  /** Numbers must be above `above` and below `under`. */
  readonly above?: number;
  readonly under?: number;
  /** A list needs this many numbers. */
  readonly count?: number;
  /** A list is not taken at all. */
  readonly noList?: true;
  /** No value that Python counts as true is taken; with `with` only while that other parameter is on too. */
  readonly off?: true;
  readonly with?: string;
  /** The number must not be above that of this other parameter. */
  readonly notAbove?: string;
  /** What the optimizer does with it, as a clause without a subject. */
  readonly says: string;
  /** What to write; omitted where removing the line is the remedy. */
  readonly write?: number;
}

const torch = /^(?:adamw?|adagrad)$/i;
const bitsandbytes = /^(?:adam|adamw|ademamix|lion)8bit$/i;
const checked = /^(?:adamw?|adam8|adamw8|prodigy.*|(?:adam|adamw|ademamix|lion)8bit)$/i;
const twoBetas = /^(?:adamw?|adam8|adamw8|prodigy.*|(?:adam|adamw|lion)8bit)$/i;
const prodigy = /^prodigy/i;
const automagic = /^automagic[23]?$/i;
const notFused = 'does not accept it together with';

/**
 * Tried with ai-toolkit 0.12.26, torch 2.9 and prodigyopt 1.1; bitsandbytes read in its source
 * (bitsandbytes/optim/optimizer.py, adamw.py).
 */
export const optimizerLimits: readonly OptimizerLimit[] = [
  {
    optimizers: torch,
    parameter: 'weight_decay',
    effect: 'fails',
    min: 0,
    says: 'accepts no negative decay',
    write: 0.01,
  },
  {
    optimizers: bitsandbytes,
    parameter: 'weight_decay',
    effect: 'fails',
    min: 0,
    says: 'accepts no negative decay',
    write: 0.01,
  },
  {
    optimizers: checked,
    parameter: 'betas',
    effect: 'fails',
    min: 0,
    under: 1,
    says: 'accepts values from 0 to below 1',
  },
  {
    optimizers: twoBetas,
    parameter: 'betas',
    effect: 'fails',
    count: 2,
    says: 'needs two values, such as [0.9, 0.999]',
  },
  {
    optimizers: /^ademamix8bit$/i,
    parameter: 'betas',
    effect: 'fails',
    count: 3,
    says: 'needs three values, such as [0.9, 0.999, 0.9999]',
  },
  {
    optimizers: torch,
    parameter: 'fused',
    effect: 'fails',
    off: true,
    with: 'foreach',
    says: `${notFused} 'foreach'`,
  },
  {
    optimizers: torch,
    parameter: 'differentiable',
    effect: 'fails-at-step',
    off: true,
    says: 'then changes weights that it may not change in place',
  },
  {
    optimizers: /^adamw?8bit$/i,
    parameter: 'amsgrad',
    effect: 'fails',
    off: true,
    says: 'does not support it',
  },
  {
    optimizers: /^adamw?8bit$/i,
    parameter: 'optim_bits',
    effect: 'fails',
    min: 32,
    max: 32,
    says: 'accepts only 32',
  },
  {
    optimizers: /^adagrad$/i,
    parameter: 'lr_decay',
    effect: 'fails',
    min: 0,
    says: 'accepts no negative value',
    write: 0,
  },
  {
    optimizers: /^adagrad$/i,
    parameter: 'initial_accumulator_value',
    effect: 'fails',
    min: 0,
    says: 'accepts no negative value',
    write: 0,
  },
  {
    optimizers: /^adafactor$/i,
    parameter: 'relative_step',
    effect: 'fails',
    off: true,
    says: "sets its own rate then and refuses 'lr', which ai-toolkit always passes",
  },
  {
    optimizers: /^adafactor$/i,
    parameter: 'warmup_init',
    effect: 'fails',
    off: true,
    says: "needs 'relative_step: true' for it, which ai-toolkit cannot use",
  },
  {
    optimizers: /^adafactor$/i,
    parameter: 'decay_rate',
    effect: 'nothing-learned',
    max: 0,
    says: 'needs a negative exponent here',
    write: -0.8,
  },
  {
    optimizers: /^(?:adafactor|automagic.*)$/i,
    parameter: 'clip_threshold',
    effect: 'nothing-learned',
    above: 0,
    says: 'divides by it',
    write: 1,
  },
  {
    optimizers: automagic,
    parameter: 'beta2',
    effect: 'nothing-learned',
    under: 1,
    says: 'never fills its averages',
    write: 0.999,
  },
  {
    optimizers: /^automagic(?:[23]|experiment)$/i,
    parameter: 'eps',
    effect: 'fails-at-step',
    noList: true,
    says: 'needs one number',
  },
  {
    optimizers: /^automagic3$/i,
    parameter: 'min_lr',
    effect: 'fails',
    notAbove: 'max_lr',
    says: "accepts no 'min_lr' above 'max_lr'",
  },
  {
    optimizers: prodigy,
    parameter: 'd0',
    effect: 'fails',
    above: 0,
    says: 'needs a number above 0',
    write: 0.000001,
  },
  {
    optimizers: prodigy,
    parameter: 'slice_p',
    effect: 'fails-at-step',
    min: 1,
    says: 'needs a step of 1 or more',
    write: 1,
  },
  {
    optimizers: prodigy,
    parameter: 'growth_rate',
    effect: 'nothing-learned',
    above: 0,
    says: 'multiplies its estimate by it',
    write: 1.02,
  },
  {
    optimizers: prodigy,
    parameter: 'd_coef',
    effect: 'nothing-learned',
    above: 0,
    says: 'then keeps its first estimate, a millionth',
    write: 1,
  },
];
