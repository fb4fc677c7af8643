import { type ConfigNode, isNumber, isText } from '../syntax/config-node';
import type { Claim } from '../syntax/finding';
import { below, type OptionRow, type RowPlace, ruleOfRows } from './option-rows';

const fails = (where: Claim['where'], of: string): Claim => ({ where, what: 'fails', seen: 'run', of });
const changed = (where: Claim['where'], of: string): Claim => ({ where, what: 'changed', seen: 'run', of });

/** The largest number that torch takes as a seed. */
const largestSeed = 2 ** 63 - 1;
/** The sides of buckets are multiples of this, and none is smaller. */
const smallestSide = 32;

const rows: readonly OptionRow[] = [
  {
    key: 'train.gradient_accumulation',
    models: 'any',
    severity: 'error',
    when: below(1),
    says: ({ shown }) =>
      `The first step fails: with 'gradient_accumulation: ${shown}' it gets no batch. Write 1 or more.`,
    claim: fails('step', '`gradient_accumulation` below 1'),
    fix: { write: 1 },
  },
  {
    key: 'sample.sample_steps',
    models: 'any',
    severity: 'error',
    when: (value, { process }) => below(1)(value) && !process.truthy('train.disable_sampling'),
    says: ({ shown }) =>
      `The first sample fails with 'sample_steps: ${shown}'. Write 1 or more; 28 is usual.`,
    claim: fails('sample', '`sample_steps` below 1'),
    fix: { write: 28 },
  },
  {
    key: 'sample.seed',
    models: 'any',
    severity: 'error',
    when: (value) => isNumber(value) && (value.value > largestSeed || value.value < -largestSeed),
    says: ({ shown }) =>
      `The first sample fails: the seed ${shown} does not fit into 64 bits. Write a smaller number.`,
    claim: fails('sample', '`seed` of more than 64 bits'),
    fix: { write: 42 },
  },
  {
    key: 'train.min_denoising_steps',
    severity: 'error',
    when: (value, { section }) => {
      const most = section.number('max_denoising_steps')?.value ?? 999;
      const timesteps = section.number('num_train_timesteps')?.value ?? 1000;
      return isNumber(value) && value.value > Math.min(most, timesteps - 1);
    },
    says: ({ shown, section }) =>
      `The first step fails: 'min_denoising_steps: ${shown}' is above the last step, ${section.number('max_denoising_steps')?.source ?? '999'}. Write a smaller number.`,
    related: ['train.max_denoising_steps', 'The last step is set here.'],
    claim: fails('step', '`min_denoising_steps` above `max_denoising_steps`'),
    fix: { write: 0 },
  },
  {
    key: 'dataset.prefetch_factor',
    models: 'any',
    severity: 'error',
    when: (value, place) => below(1)(value) && isFirst(place) && !hasNoWorkers(place),
    says: ({ shown }) =>
      `Training fails before the first step: with 'prefetch_factor: ${shown}' the workers that read the images load nothing. Write 2.`,
    claim: fails('step', '`prefetch_factor` below 1'),
    fix: { write: 2 },
  },
  {
    key: 'dataset.resolution',
    models: 'any',
    severity: 'error',
    onKey: true,
    when: (value, { process }) =>
      value.kind === 'sequence' &&
      value.items.length === 0 &&
      process.datasets.every((dataset) => isEmptyList(dataset.node('resolution'))),
    says: "With an empty list as 'resolution' this dataset vanishes, and the first step fails because no image is left. Write 1024.",
    claim: fails('step', '`resolution: []`'),
  },
  {
    key: 'dataset.resolution',
    models: 'any',
    severity: 'warning',
    onKey: true,
    when: (value, { process }) =>
      value.kind === 'sequence' &&
      value.items.length === 0 &&
      !process.datasets.every((dataset) => isEmptyList(dataset.node('resolution'))),
    says: "With an empty list as 'resolution' this dataset vanishes: none of its images is trained. Write 1024.",
    claim: changed('dataset', '`resolution: []` next to other datasets'),
  },
  {
    key: 'save.max_step_saves_to_keep',
    models: 'any',
    severity: 'warning',
    when: below(0),
    says: ({ shown }) =>
      `With 'max_step_saves_to_keep: ${shown}' ai-toolkit deletes each numbered checkpoint right after it is saved. Write how many to keep, or 0 to keep all.`,
    claim: changed('save', '`max_step_saves_to_keep` below 0'),
  },
  ...(['save.save_every', 'sample.sample_every'] as const).map(
    (key): OptionRow => ({
      key,
      models: 'any',
      severity: 'warning',
      when: (value) => isNumber(value) && value.value === -1,
      says: `A negative interval counts as 1: ai-toolkit ${key === 'save.save_every' ? 'saves a checkpoint' : 'generates samples'} at every step. Write a number of steps, or 0 for none.`,
      claim: changed(key === 'save.save_every' ? 'save' : 'sample', `\`${key}: -1\``),
    }),
  ),
  ...(['save.save_every', 'sample.sample_every'] as const).map(
    (key): OptionRow => ({
      key,
      models: 'any',
      severity: 'warning',
      when: (value) => isNumber(value) && value.value < -1,
      says: ({ shown }) =>
        `A negative interval counts like a positive one: ${shown} is ${shown.replace('-', '')}. Write a positive number, or 0 for none.`,
      claim: {
        ...changed(key === 'save.save_every' ? 'save' : 'sample', `\`${key}\` below -1`),
        seen: 'source',
      },
    }),
  ),
  {
    key: 'dataset.caption_dropout_rate',
    models: 'any',
    severity: 'warning',
    when: (value) => shareOf(value) > 1,
    says: ({ shown }) =>
      `'caption_dropout_rate: ${shown}' drops every caption: it is a share from 0 to 1. Write ${share(shown)}.`,
    claim: { where: 'dataset', what: 'ignored', seen: 'run', of: '`caption_dropout_rate` of 1 or more' },
  },
  {
    key: 'dataset.caption_dropout_rate',
    models: 'any',
    severity: 'information',
    when: (value) => shareOf(value) === 1,
    says: "'caption_dropout_rate: 1' drops every caption: all images are trained with only the trigger word or with nothing. For 1 percent write 0.01.",
    claim: { where: 'dataset', what: 'ignored', seen: 'run', of: '`caption_dropout_rate` of 1 or more' },
  },
  {
    key: 'dataset.resolution',
    severity: 'warning',
    when: (value, { section }) => usesBuckets(section) && sidesOf(value).some(isOneBucket),
    says: ({ shown }) =>
      `'resolution: ${shown}' is a side in pixels: with fewer than 46 every image is trained at ${smallestSide} × ${smallestSide}. Write 1024.`,
    claim: changed('dataset', '`resolution` below 46'),
  },
];

/** Numbers outside the range in which ai-toolkit can use them, with what becomes of them. */
export const valueLimit = ruleOfRows(
  {
    code: 'value-limit',
    severity: 'error',
    summary: 'A number outside the range that ai-toolkit can use.',
  },
  rows,
);

function isEmptyList(value: ConfigNode | undefined): boolean {
  return value?.kind === 'sequence' && value.items.length === 0;
}

function isFirst({ process, section }: RowPlace): boolean {
  return process.datasets[0]?.mapping === section.mapping;
}

function hasNoWorkers({ section }: RowPlace): boolean {
  return section.number('num_workers')?.value === 0;
}

/** A share; ai-toolkit converts text. */
function shareOf(value: ConfigNode): number {
  if (isNumber(value)) return value.value;
  return isText(value) ? Number(value.value) : Number.NaN;
}

function share(shown: string): string {
  const percent = Number(shown.replace(/["']/g, '')) / 100;
  return percent < 1 && percent > 0.01 ? String(percent) : '0.05';
}

function usesBuckets(section: RowPlace['section']): boolean {
  return !section.truthy('square_crop') && (!section.entry('buckets') || section.truthy('buckets'));
}

/** Whether the next larger bucket, of two such sides, is too large. */
function isOneBucket(side: number): boolean {
  return side ** 2 < 2 * smallestSide ** 2;
}

function sidesOf(value: ConfigNode): readonly number[] {
  const sides = value.kind === 'sequence' ? value.items : [value];
  return sides.flatMap((side) => (isNumber(side) ? [side.value] : []));
}
