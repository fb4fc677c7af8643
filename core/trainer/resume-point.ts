import { checkpointStep, headerLength, stepInHeader } from './checkpoint-name';
import type { FileProbe, ProbedItem } from './file-probe';
import { jobFolderOf, jobNameOf } from './job-folder';
import { resumeCandidate } from './resume-candidate';
import type { TrainingConfig, TrainingProcess } from './training-config';

/** Where a run goes on. */
export interface ResumePoint {
  readonly file: ProbedItem;
  /** The step in the file's metadata, as ai-toolkit uses it; undefined where it has none. */
  readonly step: number | undefined;
}

/** The job folder as the trainer finds it. */
export interface JobFolder {
  readonly path: string;
  readonly name: string;
  readonly items: readonly ProbedItem[];
}

/** The job folder of a process; undefined while a part of its path is not known. An absent folder has no items. */
export async function findJobFolder(
  config: TrainingConfig,
  process: TrainingProcess,
  probe: FileProbe,
): Promise<JobFolder | undefined> {
  const name = jobNameOf(config);
  const parts = jobFolderOf(config, process);
  if (name === undefined || !parts) return undefined;
  const path = probe.join(...parts);
  return { path, name, items: (await probe.listFolder(path)) ?? [] };
}

/** The file that a run resumes from and its step; undefined for a run that starts from scratch. */
export async function findResumePoint(job: JobFolder, probe: FileProbe): Promise<ResumePoint | undefined> {
  const file = await resumeCandidate(probe, job.path, job.name);
  return file && { file, step: await stepOf(probe, job, file) };
}

/** A folder's step is in a file of its own; its name says it too. */
async function stepOf(probe: FileProbe, job: JobFolder, item: ProbedItem): Promise<number | undefined> {
  const path = probe.join(job.path, item.name);
  if (item.kind === 'file' && item.name.endsWith('.safetensors')) {
    const length = headerLength((await probe.readBytes(path, 0, 8)) ?? new Uint8Array());
    const header = length === undefined ? undefined : await probe.readBytes(path, 0, length);
    return header && stepInHeader(header);
  }
  const named = checkpointStep(item.name, job.name);
  return typeof named === 'number' ? named : undefined;
}
