import { type Entry, holdsVariable, isNumber, isText, type TextScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, removeEntry, replaceScalar } from '../syntax/text-edits';
import type { Section, TrainingConfig } from '../trainer/training-config';
import type { Rule } from './rule';
import { limitFindings } from './scheduler-arguments/limits';

/**
 * The parameters that each schedule accepts besides the optimizer: those of torch's classes and of diffusers' function, and
 * `total_iters`, which toolkit/scheduler.py translates.
 */
const parameters: Readonly<Record<string, readonly string[]>> = {
  constant: ['factor', 'total_iters', 'last_epoch'],
  linear: ['start_factor', 'end_factor', 'total_iters', 'last_epoch'],
  cosine: ['T_max', 'eta_min', 'total_iters', 'last_epoch'],
  cosine_with_restarts: ['T_0', 'T_mult', 'eta_min', 'total_iters', 'last_epoch'],
  constant_with_warmup: ['num_warmup_steps', 'total_iters', 'last_epoch'],
};

/** Schedules that ai-toolkit or diffusers name but that fail with the arguments that ai-toolkit passes. */
const unbuildable: Readonly<Record<string, string>> = {
  step: "'step' gets 'total_iters', which it does not accept",
  polynomial: "'polynomial' does not get the number of steps that it needs",
  piecewise_constant: "'piecewise_constant' does not get the rules that it needs",
};

export const schedulerArguments: Rule = {
  code: 'scheduler-arguments',
  severity: 'error',
  summary: 'Learning-rate schedules and parameters that make ai-toolkit fail.',
  claims: [
    { where: 'start', what: 'fails', seen: 'run' },
    { where: 'step', what: 'changed', seen: 'run', of: '`T_0`, `T_max`, `total_iters`, `linear`, warm-up' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const train = process.section('train');
      if (!train) continue;
      const schedule = train.text('lr_scheduler');
      if (schedule && holdsVariable(schedule)) continue;
      const name = schedule?.value ?? 'constant';
      const reason = unbuildable[name];
      if (schedule && reason !== undefined) {
        yield {
          span: schedule.span,
          message: `Training fails when the scheduler is created, after loading the model: ${reason}. Write 'constant', 'cosine' or 'linear'.`,
          fixes: ['constant', 'cosine'].map((other) => changeSchedule(config, train, schedule, other)),
        };
        continue;
      }
      yield* wrongParameters(config, train, name);
      yield* limitFindings(config, train, name);
      if (schedule) yield* surprises(config, train, schedule.span, name);
    }
  },
};

/** Also removes the parameters that the new schedule does not accept. */
function changeSchedule(config: TrainingConfig, train: Section, schedule: TextScalar, name: string): Fix {
  const edits = [replaceScalar(schedule, name)];
  const own = train.entry('lr_scheduler_params');
  const keys = train.section('lr_scheduler_params')?.mapping.entries.map((entry) => entry.key.value) ?? [];
  const fit = keys.every((key) => typeof key === 'string' && parameters[name]?.includes(key));
  if (own && !fit) edits.push(removeEntry(config.document, train.mapping, own));
  return { title: `Change to '${name}'`, safe: false, edits };
}

function* wrongParameters(config: TrainingConfig, train: Section, name: string): Iterable<Finding> {
  const known = parameters[name];
  const section = train.section('lr_scheduler_params');
  if (!known || !section) return;
  for (const entry of section.mapping.entries) {
    const key = entry.key.value;
    if (entry.shadowed || typeof key !== 'string' || known.includes(key)) continue;
    yield {
      span: entry.key.span,
      message: `Training fails when the scheduler is created, after loading the model: the '${name}' schedule does not accept '${key}'. It accepts ${known.map((one) => `'${one}'`).join(', ')}.`,
      fixes: fixesFor(config, train, section, entry, name),
    };
  }
}

function fixesFor(
  config: TrainingConfig,
  train: Section,
  section: Section,
  entry: Entry,
  name: string,
): Fix[] {
  const remove: Fix = {
    title: `Remove '${String(entry.key.value)}'`,
    safe: false,
    edits: [
      section.mapping.entries.length > 1
        ? removeEntry(config.document, section.mapping, entry)
        : removeEntry(config.document, train.mapping, train.entry('lr_scheduler_params') ?? entry),
    ],
  };
  if (entry.key.value !== 'num_warmup_steps' || name !== 'constant') return [remove];
  const schedule = train.entry('lr_scheduler');
  const edit =
    schedule?.value.kind === 'scalar'
      ? replaceScalar(schedule.value, 'constant_with_warmup')
      : insertEntry(config.document, train.mapping, 'lr_scheduler', 'constant_with_warmup');
  return [{ title: "Change the schedule to 'constant_with_warmup'", safe: false, edits: [edit] }, remove];
}

function* surprises(
  config: TrainingConfig,
  train: Section,
  span: Finding['span'],
  name: string,
): Iterable<Finding> {
  const own = train.section('lr_scheduler_params');
  if (name === 'cosine_with_restarts') {
    const period = own?.entry('T_0');
    yield {
      span: (period?.key ?? train.node('lr_scheduler') ?? train.mapping).span,
      severity: 'information',
      message: `ai-toolkit makes the first period as long as the whole run${period ? " and overwrites 'T_0'" : ''}, so the learning rate never restarts: this is the same as 'cosine'.`,
      fixes: period ? [] : changeTo(config, train, 'cosine'),
    };
  }
  const overwritten = ['total_iters', ...(name === 'cosine' ? ['T_max'] : [])];
  for (const key of name === 'constant_with_warmup' ? [] : overwritten) {
    const entry = own?.entry(key);
    if (!entry) continue;
    yield {
      span: entry.key.span,
      severity: 'information',
      message: `ai-toolkit overwrites '${key}' with the number of steps, so what is written here has no effect. Remove it.`,
    };
  }
  const shaped = own?.entry('start_factor') ?? own?.entry('end_factor');
  if (name === 'linear' && !shaped) {
    yield {
      span,
      severity: 'information',
      message:
        "'linear' does not lower the learning rate: without 'start_factor' and 'end_factor' it rises from a third of 'lr' to 'lr' over the whole run.",
      fixes: changeTo(config, train, 'constant'),
    };
  }
  const warmup = own?.node('num_warmup_steps');
  if (name === 'constant_with_warmup' && !isNumber(warmup) && !holdsVariable(warmup)) {
    yield {
      span,
      severity: 'information',
      message: "Without 'num_warmup_steps' in 'lr_scheduler_params' the learning rate rises for 1000 steps.",
    };
  }
}

function changeTo(config: TrainingConfig, train: Section, name: string): Fix[] {
  const value = train.node('lr_scheduler');
  return isText(value) ? [changeSchedule(config, train, value, name)] : [];
}
