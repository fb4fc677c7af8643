import type { NumberScalar } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { fileNameOf } from '../trainer/resume-message';
import { findResumePoint } from '../trainer/resume-point';
import { newNameFixes, resumeQuestionOf } from '../trainer/resume-question';
import type { DiskRule } from './rule';

export const alreadyFinished: DiskRule = {
  code: 'already-finished',
  severity: 'warning',
  startSeverity: 'error',
  summary: 'The newest checkpoint has reached `train.steps`, so nothing is left to train.',
  claims: [{ where: 'step', what: 'ignored', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const question = resumeQuestionOf(config, process, variable);
      const point = question && (await findResumePoint(probe, question));
      if (!config.name || !question || point?.kind !== 'finished') continue;
      const steps = process.number('train.steps');
      const at = point.file === undefined ? "'start_step' is" : `'${fileNameOf(point.file)}' is already at`;
      yield {
        span: steps?.span ?? config.name.span,
        message: `${at} step ${point.step}, so with 'steps: ${question.steps}' ai-toolkit loads everything, does not train and saves the same LoRA again. Raise 'steps'${question.startStep === undefined ? ', or use a new name to start from scratch' : ", or remove 'start_step'"}.`,
        related: [{ span: config.name.span, message: 'The job folder gets its name from here.' }],
        // A new name does not help where 'start_step' decides.
        fixes: [
          ...moreSteps(steps, point.step),
          ...(question.startStep === undefined ? newNameFixes(config) : []),
        ],
      };
    }
  },
};

function moreSteps(steps: NumberScalar | undefined, step: number): Fix[] {
  if (!steps) return [];
  const more = step + steps.value;
  return [{ title: `Raise 'steps' to ${more}`, safe: false, edits: [replaceScalar(steps, more)] }];
}
