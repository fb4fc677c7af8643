import { type ConfigNode, type Entry, holdsVariable, isNumber } from '../../syntax/config-node';
import type { Finding, Fix, Severity } from '../../syntax/finding';
import { removeEntry, replaceScalar } from '../../syntax/text-edits';
import type { Section, TrainingConfig } from '../../trainer/training-config';

/** A value of `lr_scheduler_params` that a schedule does not take, or with which the rate goes astray. */
interface ScheduleLimit {
  readonly schedules: readonly string[];
  readonly parameter: string;
  readonly isWrong: (value: ConfigNode, train: Section) => boolean;
  readonly says: string;
  readonly write?: number;
  readonly severity?: Severity;
}

const creation = 'Training fails when the scheduler is created, after loading the model';

/** Tried with torch 2.9 (torch/optim/lr_scheduler.py). */
const limits: readonly ScheduleLimit[] = [
  {
    schedules: ['constant'],
    parameter: 'factor',
    isWrong: (value) => !isNumber(value) || value.value < 0 || value.value > 1,
    says: `${creation}: torch accepts a factor above 0, up to 1.`,
    write: 1,
  },
  {
    schedules: ['constant'],
    parameter: 'factor',
    isWrong: (value) => isNumber(value) && value.value === 0,
    says: 'With a factor of 0 nothing is learned, and the run ends at its last step because torch divides by the factor.',
    write: 1,
  },
  {
    schedules: ['linear'],
    parameter: 'start_factor',
    isWrong: (value) => isNumber(value) && value.value === 0,
    says: `${creation}: torch accepts a start factor above 0, up to 1.`,
    write: 0.01,
  },
  {
    schedules: ['cosine_with_restarts'],
    parameter: 'T_mult',
    isWrong: (value) => !isNumber(value) || value.type === 'float' || value.value < 1,
    says: `${creation}: torch needs a whole number of 1 or more.`,
    write: 1,
  },
  {
    schedules: ['constant', 'linear', 'cosine', 'cosine_with_restarts', 'constant_with_warmup'],
    parameter: 'last_epoch',
    isWrong: (value) => !isNumber(value) || value.value !== -1,
    says: `${creation}: torch then looks for a rate of an earlier run, which ai-toolkit does not keep.`,
  },
  {
    schedules: ['cosine', 'cosine_with_restarts'],
    parameter: 'eta_min',
    isWrong: (value, train) =>
      isNumber(value) && value.value > (train.number('lr')?.value ?? Number.POSITIVE_INFINITY),
    says: "The learning rate rises to 'eta_min' instead of falling, because that is above 'lr'.",
    severity: 'warning',
  },
  {
    schedules: ['constant_with_warmup'],
    parameter: 'num_warmup_steps',
    isWrong: (value, train) => isNumber(value) && value.value > (train.number('steps')?.value ?? 1000),
    says: "The warm-up is longer than the run, so the learning rate never reaches 'lr'.",
    severity: 'warning',
  },
];

/** Values that a schedule cannot use, although it has the parameter. */
export function* limitFindings(config: TrainingConfig, train: Section, name: string): Iterable<Finding> {
  const params = train.section('lr_scheduler_params');
  if (!params) return;
  for (const limit of limits) {
    const entry = limit.schedules.includes(name) ? params.entry(limit.parameter) : undefined;
    if (!entry || entry.merged || holdsVariable(entry.value) || !limit.isWrong(entry.value, train)) continue;
    const { write, says, severity } = limit;
    yield {
      span: entry.value.kind === 'scalar' ? entry.value.span : entry.key.span,
      ...(severity ? { severity } : {}),
      message: `${says} ${write === undefined ? `Change or remove '${limit.parameter}'.` : `Write ${write}.`}`,
      fixes: [fixOf(config, params, entry, write)],
    };
  }
}

function fixOf(config: TrainingConfig, params: Section, entry: Entry, write: number | undefined): Fix {
  if (write !== undefined && entry.value.kind === 'scalar')
    return { title: `Write ${write}`, safe: false, edits: [replaceScalar(entry.value, write)] };
  const edits = [removeEntry(config.document, params.mapping, entry)];
  return { title: `Remove '${String(entry.key.value)}'`, safe: false, edits };
}
