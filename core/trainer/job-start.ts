import type { Variable } from './environment';
import type { FileProbe } from './file-probe';
import { jobFolderOf } from './job-folder';
import { joinAsPython } from './python-path';
import { resumeMessage } from './resume-message';
import { findResumePoint } from './resume-point';
import { resumeQuestionOf } from './resume-question';
import type { TrainingConfig } from './training-config';

/** Where a start writes and begins. */
export interface JobStart {
  /** The first process's folder, as ai-toolkit joins it; relative to where ai-toolkit starts, unless the config says otherwise. */
  readonly jobFolder: string | undefined;
  /** "maya: resumes at step 250 of 3000 from maya_000000250.safetensors", without a period. */
  readonly resume: string | undefined;
}

/** The start of the first process. What cannot be told is left out. */
export async function jobStart(
  config: TrainingConfig,
  variable: Variable | undefined,
  probe: FileProbe,
): Promise<JobStart> {
  const process = config.processes[0];
  const folder = process && jobFolderOf(config, process, variable);
  if (!folder) return { jobFolder: undefined, resume: undefined };
  const question = resumeQuestionOf(config, process, variable);
  const point = question && (await findResumePoint(probe, question));
  return {
    jobFolder: joinAsPython(folder.trainingFolder, folder.folderName, probe.windows),
    resume: point && question && `${folder.jobName}: ${resumeMessage(point, question.steps)}`,
  };
}
