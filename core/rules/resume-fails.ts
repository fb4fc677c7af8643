import { fileNameOf } from '../trainer/resume-message';
import { findResumePoint } from '../trainer/resume-point';
import { newNameFixes, resumeQuestionOf } from '../trainer/resume-question';
import type { DiskRule } from './rule';

export const resumeFails: DiskRule = {
  code: 'resume-fails',
  severity: 'error',
  summary: 'ai-toolkit resumes from a file that is not a checkpoint or is cut short, and fails.',
  claims: [{ where: 'resume', what: 'fails', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const question = resumeQuestionOf(config, process, variable);
      const point = question && (await findResumePoint(probe, question));
      // job-name reports the name that config.yaml begins with, without reading the disk.
      if (!config.name || point?.kind !== 'fails' || point.reason === 'config-file') continue;
      const file = fileNameOf(point.file);
      const message =
        point.reason === 'broken'
          ? `'${file}' is the newest checkpoint of this job, and it is cut short or damaged: ai-toolkit fails when it resumes from it. Move it to another folder to resume from the one before.`
          : `'${file}' in the job folder is the newest item whose name begins with this job's name: ai-toolkit treats it as a checkpoint and fails. Move it to another folder, or use another name.`;
      yield { span: config.name.span, message, fixes: newNameFixes(config) };
    }
  },
};
