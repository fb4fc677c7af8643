import { isNumber } from '../syntax/config-node';
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
