import { type Entry, holdsVariable, isNumber, type NumberScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import {
  deletedSaves,
  lastStep,
  numberedSaves,
  runDefaults,
  type StepSeries,
} from '../trainer/run-arithmetic';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

/** The guide plans ten epochs and a checkpoint after each (section 3). */
const plannedEpochs = 10;

export const saveInterval: Rule = {
  code: 'save-interval',
  severity: 'warning',
  summary: 'Checkpoints that are never saved, or are deleted before they can be compared.',
  claims: [
    { where: 'save', what: 'advice', seen: 'run' },
    { where: 'save', what: 'changed', seen: 'run', of: 'checkpoints that are deleted' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const found = savesTooRarely(config, process) ?? keepsTooFew(config, process);
      if (found) yield found;
    }
  },
};

function savesTooRarely(config: TrainingConfig, process: TrainingProcess): Finding | undefined {
  const every = process.number('save.save_every');
  const steps = process.number('train.steps');
  if (!every || !steps || !Number.isFinite(steps.value) || !(every.value >= steps.value)) return undefined;
  const tenth = Math.max(1, Math.round(steps.value / plannedEpochs));
  const often = tenth === 1 ? 'every step' : `every ${tenth} steps`;
  return {
    span: every.span,
    // Who writes the number of steps means the end of the run.
    ...(every.value === steps.value ? { severity: 'information' as const } : {}),
    message: `With 'save_every: ${every.source}' and 'steps: ${steps.source}' ai-toolkit saves only the end of the run, so there are no checkpoints to compare. Save once per epoch: with ten epochs, that is ${often}.`,
    related: [{ span: steps.span, message: 'Training ends after this many steps.' }],
    fixes: [saveOftener(config, process, every, steps.value, tenth)],
  };
}

/** Also raises the limit, so that the added checkpoints are not deleted again. */
function saveOftener(
  config: TrainingConfig,
  process: TrainingProcess,
  every: NumberScalar,
  steps: number,
  interval: number,
): Fix {
  const title = interval === 1 ? 'Save at every step' : `Save every ${interval} steps (a tenth of the run)`;
  const edits = [replaceScalar(every, interval)];
  const save = process.section('save');
  const entry = save?.entry('save_every');
  const keep = save?.entry('max_step_saves_to_keep');
  const { count } = numberedSaves(steps, interval, process.number('train.start_step')?.value);
  const kept = keep ? keep.value : runDefaults.savesToKeep;
  const limit = typeof kept === 'number' ? kept : isNumber(kept) ? kept.value : 0;
  if (!save || !entry || deletedSaves({ count, first: interval, every: interval }, limit).count === 0) {
    return { title, safe: false, edits };
  }
  edits.push(keepAll(config, entry, keep, count, save.mapping));
  return { title: `${title} and keep all`, safe: false, edits };
}

function keepsTooFew(config: TrainingConfig, process: TrainingProcess): Finding | undefined {
  const save = process.section('save');
  const every = save?.entry('save_every');
  const keep = save?.entry('max_step_saves_to_keep');
  const steps = process.number('train.steps');
  if (!save || !every || !isNumber(every.value) || !steps || holdsVariable(keep?.value)) return undefined;
  if (keep && !isNumber(keep.value)) return undefined;
  const kept = isNumber(keep?.value) ? keep.value.value : runDefaults.savesToKeep;
  const start = process.number('train.start_step')?.value ?? 0;
  const saves = numberedSaves(steps.value, every.value.value, start);
  const deleted = deletedSaves(saves, kept);
  if (deleted.count === 0) return undefined;
  const limit = keep ? `'max_step_saves_to_keep: ${kept}'` : `ai-toolkit's default limit of ${kept}`;
  return {
    span: (keep?.value ?? every.value).span,
    // A written number is a choice; the default deletes checkpoints that nobody asked to delete.
    severity: keep ? 'information' : 'warning',
    message: `The run saves ${saves.count} checkpoints, and ${limit} keeps only the newest: ${listOf(deleted)} will be deleted.`,
    missing: !keep,
    fixes: [
      {
        title: `Keep all ${saves.count}`,
        safe: false,
        edits: [keepAll(config, every, keep, saves.count, save.mapping)],
      },
    ],
  };
}

function keepAll(
  config: TrainingConfig,
  every: Entry,
  keep: Entry | undefined,
  count: number,
  save: Parameters<typeof insertEntry>[1],
) {
  if (keep?.value.kind === 'scalar') return replaceScalar(keep.value, count);
  return insertEntry(config.document, save, 'max_step_saves_to_keep', String(count), String(every.key.value));
}

function listOf(deleted: StepSeries): string {
  if (deleted.count === 1) return `the one of step ${deleted.first}`;
  return `the ones of steps ${deleted.first} to ${lastStep(deleted)}`;
}
