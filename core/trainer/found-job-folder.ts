import type { FileProbe, ProbedItem } from './file-probe';
import { jobFolderOf } from './job-folder';
import { joinAsPython } from './python-path';
import type { TrainingConfig, TrainingProcess } from './training-config';

/** The job folder as the trainer finds it. */
export interface FoundJobFolder {
  readonly path: string;
  /** `config.name`, with which every file of the job begins. */
  readonly name: string;
  readonly items: readonly ProbedItem[];
}

/** The job folder of a process; undefined while a part of its path is not known. An absent folder has no items. */
export async function findJobFolder(
  config: TrainingConfig,
  process: TrainingProcess,
  probe: FileProbe,
): Promise<FoundJobFolder | undefined> {
  const folder = jobFolderOf(config, process);
  if (!folder) return undefined;
  const path = joinAsPython(folder.trainingFolder, folder.folderName, probe.windows);
  return { path, name: folder.jobName, items: (await probe.listFolder(path)) ?? [] };
}
