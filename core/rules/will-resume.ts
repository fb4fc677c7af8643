import { fileNameOf } from '../trainer/resume-message';
import { findResumePoint } from '../trainer/resume-point';
import { newNameFixes, resumeQuestionOf } from '../trainer/resume-question';
import type { DiskRule } from './rule';

export const willResume: DiskRule = {
  code: 'will-resume',
  severity: 'information',
  summary: 'The job folder contains checkpoints, so training resumes from one of them.',
  claims: [{ where: 'resume', what: 'changed', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const question = resumeQuestionOf(config, process, variable);
      const point = question && (await findResumePoint(probe, question));
      if (!config.name || point?.kind !== 'resumes') continue;
      const at =
        point.stepFrom === undefined
          ? 'at step 0, because the file does not record a step'
          : `at step ${point.step} of ${question?.steps}`;
      yield {
        span: config.name.span,
        message: `The job folder contains '${fileNameOf(point.file)}': ai-toolkit will resume from its weights ${at}. To train from scratch, use a new name.`,
        fixes: newNameFixes(config),
      };
    }
  },
};
