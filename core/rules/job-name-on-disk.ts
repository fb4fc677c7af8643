import { holdsVariable, isText } from '../syntax/config-node';
import { checkpointStep } from '../trainer/checkpoint-name';
import { jobFiles, jobFolderOf, jobNameOf } from '../trainer/job-folder';
import { resumeCandidate } from '../trainer/resume-candidate';
import type { DiskRule } from './rule';

/** The part of `job-name` that reads the job folder: the newest file that begins with the name is not a checkpoint. */
export const jobNameOnDisk: DiskRule = {
  code: 'job-name',
  severity: 'warning',
  summary: 'A job name or training folder that breaks saving, cleaning up or resuming.',

  async *checkDisk(config, _context, probe) {
    const name = jobNameOf(config);
    if (name === undefined || !isText(config.name) || holdsVariable(config.name)) return;
    for (const process of config.trainers) {
      const folder = jobFolderOf(config, process);
      if (!folder) continue;
      const picked = await resumeCandidate(probe, probe.join(...folder), name);
      // The job-name rule reports the files that ai-toolkit itself writes, without reading the disk.
      if (!picked || checkpointStep(picked.name, name) !== undefined) continue;
      if (picked.kind === 'folder') {
        yield {
          span: config.name.span,
          severity: 'error',
          message: `This start fails: the newest entry of the job folder that begins with this name is the folder '${picked.name}', which ai-toolkit opens as a checkpoint. Move it away, or use another name.`,
        };
        continue;
      }
      if (jobFiles.includes(picked.name) || /\.(?:safetensors|pt)$/.test(picked.name)) continue;
      yield {
        span: config.name.span,
        message: `'${picked.name}' in the job folder is the newest file that begins with this name: ai-toolkit treats it as a checkpoint when it starts. Move it to another folder, or use another name.`,
      };
    }
  },
};
