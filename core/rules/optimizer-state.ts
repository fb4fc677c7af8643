import { parseConfigDocument } from '../syntax/config-document';
import { joinAsPython } from '../trainer/python-path';
import { findResumePoint } from '../trainer/resume-point';
import { newNameFixes, resumeQuestionOf } from '../trainer/resume-question';
import { type TrainingProcess, viewTrainingConfig } from '../trainer/training-config';
import type { DiskRule } from './rule';

/** A config that ai-toolkit copied is not longer. */
const longestConfig = 1024 * 1024;

/** Changes of optimizer after which the old state loads and trains on; every other change was seen to fail. */
const compatible: ReadonlySet<string> = new Set([
  'adam>adamw',
  'adamw>adam',
  'prodigy>adam',
  'prodigy>adamw',
  'adam>automagic',
  'adamw>automagic',
  'adam>automagicexperiment',
  'adamw>automagicexperiment',
  'adam8bit>adamw8bit',
  'adamw8bit>adam8bit',
]);
/** Networks whose weights have the same shapes, or of which ai-toolkit drops the state. */
const alike: ReadonlySet<string> = new Set(['lora>dora', 'dora>lora', 'lora>fullrank']);

export const optimizerState: DiskRule = {
  code: 'optimizer-state',
  severity: 'error',
  summary: "The job folder's optimizer state belongs to another optimizer or network, and resuming fails.",
  claims: [
    { where: 'step', what: 'fails', seen: 'run', of: 'another `optimizer`' },
    { where: 'step', what: 'fails', seen: 'run', of: 'another `network.type`' },
  ],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const question = resumeQuestionOf(config, process, variable);
      const point = question && (await findResumePoint(probe, question));
      if (!question || point?.kind !== 'resumes') continue;
      const folder = joinAsPython(question.trainingFolder, question.folderName, probe.windows);
      const inFolder = (name: string) => joinAsPython(folder, name, probe.windows);
      if (typeof (await probe.stat(inFolder('optimizer.pt'))) !== 'object') continue;
      const text = await probe.readText(inFolder('config.yaml'), longestConfig);
      if (text === undefined) continue;
      const before = viewTrainingConfig(parseConfigDocument(text, 'yaml')).trainers[process.index];
      if (!before) continue;
      const network = changed(before, process, 'network.type', 'lora', alike);
      const optimizer = changed(before, process, 'train.optimizer', 'adamw', compatible);
      const change = network ?? optimizer;
      if (!change) continue;
      yield {
        span: change.span ?? process.node('type')?.span ?? process.mapping.span,
        message: `The first step fails: the job folder has the optimizer state of '${change.from}', which its config.yaml names, and it is loaded into '${change.to}'. ${network ? 'Use a new name' : "Move 'optimizer.pt' out of the job folder to continue with the weights, or use a new name"}.`,
        fixes: newNameFixes(config),
      };
    }
  },
};

function changed(
  before: TrainingProcess,
  now: TrainingProcess,
  key: string,
  usual: string,
  harmless: ReadonlySet<string>,
) {
  if (!before.section(key.split('.')[0] ?? '') || !now.section(key.split('.')[0] ?? '')) return undefined;
  const from = (before.text(key)?.value ?? usual).toLowerCase();
  const node = now.text(key);
  const to = (node?.value ?? usual).toLowerCase();
  return from === to || harmless.has(`${from}>${to}`) ? undefined : { from, to, span: node?.span };
}
