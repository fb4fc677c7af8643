import type { Plan, PlanSchedule } from '../../plan/index';
import type { TrainingProcess } from '../../trainer/training-config';
import { bytesText, counted, type Hint, hintAt, roundNumber } from './hint';

/** Hints at the numbers that make the schedule: steps, accumulation, checkpoints and samples. */
export function scheduleHints(process: TrainingProcess, plan: Plan): readonly Hint[] {
  return [
    ...stepsHint(process, plan),
    ...accumulationHints(process, plan),
    ...savesHint(process, plan.schedule),
    ...samplesHint(process, plan.schedule),
  ];
}

function stepsHint(process: TrainingProcess, { schedule, batches, resume }: Plan): Hint[] {
  const { epochs, regSteps, firstStep } = schedule;
  if (epochs === null || batches === null) return [];
  const more = firstStep > 0 ? ' more' : '';
  const text = `≈ ${epochsText(epochs)}${more} of ${counted(batches, 'batch')}`;
  const sentences = [
    'An epoch is one pass over all images at all resolutions, repeats and flips included.',
    firstStep > 0 ? `Training begins at step ${firstStep}${resume ? `, from ${resume.file}` : ''}.` : '',
    regSteps === null ? '' : `${counted(regSteps, 'step')} train on regularization images.`,
  ];
  return hintAt(process.node('train.steps'), 'steps', [text], sentences.filter(Boolean).join('\n'));
}

function epochsText(epochs: number): string {
  const text = roundNumber(epochs);
  return text === '1' ? '1 epoch' : `${text} epochs`;
}

function accumulationHints(process: TrainingProcess, { schedule }: Plan): Hint[] {
  const each = process.number('train.gradient_accumulation')?.value ?? 1;
  const legacy = process.number('train.gradient_accumulation_steps')?.value ?? 1;
  const perEpoch =
    schedule.stepsPerEpoch === null ? undefined : `${roundNumber(schedule.stepsPerEpoch)} steps per epoch`;
  return [
    ...(each > 1
      ? hintAt(
          process.node('train.gradient_accumulation'),
          'batch',
          [`${each} batches per step`, perEpoch],
          'Each step adds up the gradients of so many batches. It takes as many times longer, and needs no less memory.',
        )
      : []),
    ...(legacy > 1
      ? hintAt(
          process.node('train.gradient_accumulation_steps'),
          'batch',
          [`weights change every ${legacy} steps`],
          "A step still takes one batch. 'gradient_accumulation' makes each step take several batches instead.",
        )
      : []),
  ];
}

function savesHint(process: TrainingProcess, schedule: PlanSchedule): Hint[] {
  const node = process.node('save.save_every');
  const every = process.number('save.save_every')?.value ?? 0;
  const numbered = schedule.saves.length - 1;
  const kept = new Set(schedule.kept);
  const left = schedule.files.filter(({ file }) => kept.has(file));
  const bytes = left.reduce<number | null>(
    (sum, file) => (sum === null || file.bytes === null ? null : sum + file.bytes),
    0,
  );
  const keptNumbered = schedule.kept.filter((file) => /_\d{9}\.safetensors$/.test(file)).length;
  const parts = [
    numbered === 0
      ? 'only the final checkpoint'
      : `${counted(numbered, 'checkpoint')}${keptNumbered < numbered ? `, ${keptNumbered} kept` : ''}`,
    numbered > 0 && schedule.stepsPerEpoch !== null ? everyText(every / schedule.stepsPerEpoch) : undefined,
    bytes === null || bytes === 0 ? undefined : bytesText(bytes),
  ];
  const tooltip = [
    'The final checkpoint, which has no number, comes on top and is part of the size.',
    keptNumbered < numbered ? "'max_step_saves_to_keep' decides how many numbered ones remain." : '',
  ];
  return hintAt(node, 'checkpoints', parts, tooltip.filter(Boolean).join('\n'));
}

function everyText(epochs: number): string {
  const text = roundNumber(epochs);
  if (text === '1') return 'every epoch';
  return epochs < 0.05 ? 'many per epoch' : `every ${text} epochs`;
}

function samplesHint(process: TrainingProcess, { samples, samplePrompts }: PlanSchedule): Hint[] {
  const text =
    samples.length === 0 || samplePrompts === 0
      ? 'no samples'
      : `${counted(samples.length, 'round')} × ${counted(samplePrompts, 'image')}`;
  return hintAt(
    process.node('sample.sample_every'),
    'samples',
    [text],
    'The round before the first step and the one at the end are counted.',
  );
}
