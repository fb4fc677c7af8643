import type { PlanPageView } from '../../../common/plan-page';
import type { PlanSchedule, PlanTime } from '../../../core/plan/plan';
import { durationText } from '../../../core/runs/time-text';
import { bytesText, counted, shortNumber } from '../shared/format';

/** A labeled number with the key that it comes from. */
export interface PlanFact {
  readonly label: string;
  readonly value: string;
  /** Below the process, as `train.steps`; the page links to its line. */
  readonly key: string | undefined;
}

/** The verdict over the page in a few words. */
export function verdict({ findings, plan }: PlanPageView): {
  readonly level: 'error' | 'warning' | 'good';
  readonly text: string;
} {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (errors > 0) return { level: 'error', text: `${counted(errors, 'error')}: the training cannot start.` };
  if (plan?.fails) return { level: 'error', text: `The training would fail: ${plan.fails.error}` };
  if (plan?.memory?.fits === 'no')
    return { level: 'warning', text: 'The GPU memory is most likely not enough.' };
  if (plan?.disk.disks.some(({ needed, free }) => needed > free) === true)
    return { level: 'warning', text: 'The free disk space is most likely not enough.' };
  if (warnings > 0) return { level: 'warning', text: `Ready, with ${counted(warnings, 'warning')}.` };
  return { level: 'good', text: 'Ready to start.' };
}

/** The schedule in numbers. */
export function scheduleFacts(schedule: PlanSchedule): readonly PlanFact[] {
  const trained = Math.max(0, schedule.lastStep - schedule.firstStep + 1);
  const numbered = schedule.saves.filter((step) => step !== null);
  const facts: PlanFact[] = [
    { label: 'Steps to train', value: stepsText(schedule, trained), key: 'train.steps' },
    { label: 'Images per update', value: String(schedule.effectiveBatchSize), key: 'train.batch_size' },
  ];
  if (schedule.stepsPerEpoch !== null) {
    facts.push({ label: 'Steps per epoch', value: shortNumber(schedule.stepsPerEpoch), key: 'datasets' });
  }
  if (schedule.epochs !== null)
    facts.push({ label: 'Epochs', value: shortNumber(schedule.epochs), key: 'train.steps' });
  facts.push({
    label: 'Checkpoints',
    value: `${numbered.length} and the final LoRA; ${schedule.kept.length} remain`,
    key: 'save.save_every',
  });
  facts.push({
    label: 'Samples',
    value:
      schedule.samplePrompts === 0
        ? 'none'
        : `${counted(schedule.samples.length, 'round')} of ${counted(schedule.samplePrompts, 'image')}`,
    key: 'sample.sample_every',
  });
  const lora = schedule.files.find(
    ({ file, bytes }) => bytes !== null && file.endsWith('.safetensors'),
  )?.bytes;
  if (lora !== undefined && lora !== null)
    facts.push({ label: 'Size of the LoRA', value: bytesText(lora), key: 'network.linear' });
  return facts;
}

function stepsText({ firstStep, steps }: PlanSchedule, trained: number): string {
  if (trained === 0) return `none: step ${firstStep} of ${steps} is reached already`;
  return firstStep === 0 ? String(trained) : `${trained} (from step ${firstStep} to ${steps})`;
}

/** Time and cost in numbers. */
export function timeFacts(time: PlanTime): readonly PlanFact[] {
  const facts: PlanFact[] = [];
  if (time.trainingSeconds !== null) {
    facts.push({
      label: 'Training',
      value: rangeText(time.trainingSeconds, durationText),
      key: 'train.steps',
    });
  }
  if (time.secondsPerStep !== null) {
    facts.push({
      label: 'Per step',
      value: `${rangeText(time.secondsPerStep, shortNumber)} s`,
      key: undefined,
    });
  }
  if (time.downloadSeconds !== null) {
    facts.push({
      label: 'Downloads first',
      value: rangeText(time.downloadSeconds, durationText),
      key: 'model.name_or_path',
    });
  }
  if (time.cost !== null)
    facts.push({ label: 'Cost', value: rangeText(time.cost, (value) => value.toFixed(2)), key: undefined });
  return facts;
}

/** `4 h to 6 h`, or one value where both are the same. */
export function rangeText([low, high]: readonly [number, number], text: (value: number) => string): string {
  const [from, to] = [text(low), text(high)];
  return from === to ? from : `${from} to ${to}`;
}

const phaseNames: Readonly<Record<string, string>> = {
  load: 'Loading',
  quantize: 'Quantizing',
  'text-encoder': 'Text encoder',
  textEncoder: 'Text encoder',
  cache: 'Caching',
  training: 'Training',
  sample: 'Samples',
  preview: 'Samples',
  save: 'Saving',
};

/** A phase of the plan in words. */
export function phaseName(phase: string): string {
  const known = phaseNames[phase];
  if (known !== undefined) return known;
  const words = phase.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
