import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const sampleInterval: Rule = {
  code: 'sample-interval',
  severity: 'information',
  summary: 'Samples that are configured but will not be generated.',
  claims: [{ where: 'sample', what: 'advice', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      if (samplePromptsOf(process).length === 0) continue;
      const found = disabled(process) ?? tooRare(process);
      if (found) yield found;
    }
  },
};

function disabled(process: TrainingProcess): Finding | undefined {
  const value = process.flag('train.disable_sampling');
  if (!value?.value) return undefined;
  return {
    span: value.span,
    message: "Sampling is turned off, so no sample will be generated for the prompts of 'sample'.",
    fixes: [{ title: "Change to 'false'", safe: false, edits: [replaceScalar(value, false)] }],
  };
}

function tooRare(process: TrainingProcess): Finding | undefined {
  const every = process.number('sample.sample_every');
  const steps = process.number('train.steps');
  if (!every || !steps || every.value <= steps.value) return undefined;
  const saveEvery = process.number('save.save_every')?.value ?? 0;
  const better =
    saveEvery > 0 && saveEvery < steps.value ? saveEvery : Math.max(1, Math.round(steps.value / 10));
  return {
    span: every.span,
    message: `With 'sample_every: ${every.source}' and 'steps: ${steps.source}' samples are generated only before and after training, none during it.`,
    related: [{ span: steps.span, message: 'Training ends after this many steps.' }],
    fixes: [{ title: `Sample every ${better} steps`, safe: false, edits: [replaceScalar(every, better)] }],
  };
}
