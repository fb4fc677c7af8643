import { isNumber, isTruthy } from '../syntax/config-node';
import { atLeast, below, type OptionRow, ruleOfRows } from './option-rows';

/** Values with which a run goes through all its steps and saves what it started with. */
const rows: readonly OptionRow[] = [
  {
    key: 'train.lr',
    models: 'any',
    when: (value) => isNumber(value) && value.value === 0,
    says: "With 'lr: 0' no step changes the weights: the saved LoRA is the untrained one. Write a learning rate, for example 0.0002.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`lr: 0`' },
    fix: { write: 0.0002 },
  },
  {
    key: 'train.max_grad_norm',
    models: 'any',
    when: (value) => isNumber(value) && value.value === 0,
    says: "'max_grad_norm: 0' does not switch clipping off: it clips every gradient to nothing, so nothing is learned. Write 1.0.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`max_grad_norm: 0`' },
    fix: { write: 1 },
  },
  {
    key: 'train.ema_config.ema_decay',
    models: 'any',
    when: (value, { section }) => atLeast(1)(value) && section.truthy('use_ema'),
    says: ({ shown }) =>
      `With 'ema_decay: ${shown}' the averaged weights never move, and they are what is saved: the LoRA is the untrained one. Write 0.99.`,
    claim: { where: 'save', what: 'ignored', seen: 'run', of: '`ema_decay` of 1 or more' },
    fix: { write: 0.99 },
  },
  {
    key: 'network.dropout',
    models: 'any',
    when: (value, { process }) =>
      isNumber(value) && value.value === 1 && process.text('network.type')?.value.toLowerCase() !== 'lokr',
    says: "'dropout: 1' drops everything that the LoRA adds, so no step changes the weights: the saved LoRA is the untrained one. It is a share from 0 to 1; 0.1 is much.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`dropout: 1`' },
    fix: { write: 0.1 },
  },
  {
    key: 'dataset.prior_reg',
    models: 'any',
    when: (value, { process }) =>
      isTruthy(value) && process.datasets.every((dataset) => dataset.truthy('prior_reg')),
    says: "With 'prior_reg: true' on every dataset the target is the prediction without the LoRA, so the loss stays 0 and nothing is learned. Write it only on a dataset that is there to keep the model as it is.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`prior_reg` on every dataset' },
    fix: 'remove',
  },
  {
    key: 'train.max_loss',
    models: 'any',
    when: (value) => isNumber(value) && value.value === 0,
    says: "'max_loss: 0' cuts every loss to 0, so no step changes the weights: the saved LoRA is the untrained one. Remove it.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`max_loss: 0`' },
    fix: 'remove',
  },
  {
    key: 'train.pred_scaler',
    models: 'any',
    when: (value) => isNumber(value) && value.value === 0,
    says: "'pred_scaler: 0' takes the prediction out of the loss, so no step changes the weights: the saved LoRA is the untrained one. Write 1.0.",
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`pred_scaler: 0`' },
    fix: { write: 1 },
  },
  ...Object.entries({
    noise_multiplier: 'no noise is added to the images, so the model learns no step of removing it',
    target_noise_multiplier: 'the target holds no noise',
    latent_multiplier: 'every image is blank',
    noisy_latent_multiplier: 'the model sees a blank image at each step',
  }).map(
    ([key, effect]): OptionRow => ({
      key: `train.${key}`,
      models: 'any',
      severity: 'information',
      // 0.13.13 no longer reads the factor on the encoded images.
      ...(key === 'latent_multiplier' ? { versions: { until: '0.13.13' } } : {}),
      when: (value) => isNumber(value) && value.value === 0,
      says: `With '${key}: 0' ${effect}, and the LoRA learns nothing of your images. Write 1.0.`,
      claim: { where: 'step', what: 'changed', seen: 'run', of: '`noise_multiplier: 0` and its like' },
      fix: { write: 1 },
    }),
  ),
  {
    key: 'train.steps',
    models: 'any',
    severity: 'error',
    when: below(1),
    says: ({ shown }) =>
      `With 'steps: ${shown}' ai-toolkit loads everything, trains nothing and saves the untrained LoRA. Write the number of steps, for example 2500.`,
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`steps` below 1' },
  },
  {
    key: 'train.start_step',
    models: 'any',
    severity: 'error',
    when: (value, { section }) => {
      const steps = section.node('steps');
      const most = isNumber(steps) ? steps.value : section.entry('steps') ? Number.POSITIVE_INFINITY : 1000;
      return isNumber(value) && value.value > 0 && value.value >= most;
    },
    says: ({ shown }) =>
      `'start_step: ${shown}' is not below 'steps', so ai-toolkit trains nothing and saves the LoRA as it is. Raise 'steps', or remove 'start_step'.`,
    related: ['train.steps', 'The last step is set here.'],
    claim: { where: 'step', what: 'ignored', seen: 'run', of: '`start_step` that reaches `steps`' },
    fix: 'remove',
  },
];

export const learnsNothing = ruleOfRows(
  {
    code: 'learns-nothing',
    severity: 'warning',
    summary: 'A value with which the run goes through all its steps and learns nothing.',
  },
  rows,
);
