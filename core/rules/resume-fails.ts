import { jobFolderOf } from '../trainer/job-folder';
import { fileNameOf } from '../trainer/resume-message';
import { findResumePoint } from '../trainer/resume-point';
import { newNameFixes, resumeQuestionOf } from '../trainer/resume-question';
import type { TrainingProcess } from '../trainer/training-config';
import type { DiskRule, FileProbe } from './rule';

export const resumeFails: DiskRule = {
  code: 'resume-fails',
  severity: 'error',
  summary: 'ai-toolkit resumes from a file that is not a checkpoint or is cut short, and fails.',
  claims: [{ where: 'resume', what: 'fails', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const folder = jobFolderOf(config, process, variable);
      if (config.name && folder && (await hasBrokenLossLog(process, folder, probe))) {
        yield {
          span: config.name.span,
          message:
            "'loss_log.db' in the job folder is not a database, and 'use_ui_logger' writes the losses into it: ai-toolkit stops before the first step. Move the file away.",
        };
      }
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

const databaseStart = 'SQLite format 3';

/** toolkit/logging_aitk.py opens the file before the loop; an empty one becomes a database. */
async function hasBrokenLossLog(
  process: TrainingProcess,
  folder: { readonly trainingFolder: string; readonly folderName: string },
  probe: FileProbe,
): Promise<boolean> {
  if (!process.truthy('logging.use_ui_logger')) return false;
  const file = probe.join(folder.trainingFolder, folder.folderName, 'loss_log.db');
  const item = await probe.stat(file);
  if (typeof item !== 'object') return false;
  if (item.kind === 'folder') return true;
  const start = item.size === 0 ? undefined : await probe.readBytes(file, 0, databaseStart.length);
  return start !== undefined && new TextDecoder().decode(start) !== databaseStart;
}
