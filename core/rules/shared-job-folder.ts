import { jobFolderOf } from '../trainer/job-folder';
import type { Rule } from './rule';

export const sharedJobFolder: Rule = {
  code: 'shared-job-folder',
  severity: 'warning',
  summary: 'Two processes of a job save to the same folder, and the second resumes from the first.',
  claims: [{ where: 'resume', what: 'changed', seen: 'run' }],

  *check(config) {
    const seen = new Set<string>();
    for (const process of config.trainers) {
      const job = jobFolderOf(config, process);
      const folder = job && `${job.trainingFolder}/${job.folderName}`;
      const type = process.node('type');
      if (folder === undefined || !type) continue;
      const isSecond = seen.has(folder);
      seen.add(folder);
      if (!isSecond) continue;
      yield {
        span: (process.entry('training_folder')?.value ?? type).span,
        message: `An earlier process of this job saves to the same folder, '${folder}': this process resumes from its checkpoint instead of starting from scratch. Write another 'training_folder'.`,
      };
    }
  },
};
