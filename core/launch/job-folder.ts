import { sizeText } from './check-answer';
import type { LaunchFinding } from './launch-finding';

const gibibyte = 1024 ** 3;

/** What the disk says about the job folder. */
export interface JobFolderAnswer {
  /** `training_folder/name`, absolute. */
  readonly jobFolder: string;
  /** The job folder, or its nearest parent that exists; undefined when even its drive does not. */
  readonly nearest: { readonly path: string; readonly kind: 'file' | 'folder' } | undefined;
  /** Why nothing can be written into `nearest`, as half a sentence; undefined when it can. */
  readonly whyNotWritable: string | undefined;
  /** Bytes that may still be written there; undefined when the system does not say. */
  readonly freeBytes: number | undefined;
}

/** Whether checkpoints can be saved to the job folder, and whether there is room for them. */
export function judgeJobFolder(answer: JobFolderAnswer): LaunchFinding[] {
  const reason = reasonAgainst(answer);
  if (reason !== undefined) {
    return [
      {
        severity: 'error',
        code: 'job-folder-not-writable',
        message: `Nothing can be saved to the job folder '${answer.jobFolder}': ${reason}.`,
        ...(answer.nearest ? { path: answer.nearest.path } : {}),
      },
    ];
  }
  return judgeSpace(answer);
}

function reasonAgainst({ nearest, whyNotWritable }: JobFolderAnswer): string | undefined {
  if (!nearest) return 'its drive does not exist';
  return nearest.kind === 'file' ? `'${nearest.path}' is a file` : whyNotWritable;
}

function judgeSpace({ jobFolder, freeBytes }: JobFolderAnswer): LaunchFinding[] {
  if (freeBytes === undefined || freeBytes >= 10 * gibibyte) return [];
  const disk = `on the disk of the job folder '${jobFolder}'`;
  if (freeBytes < gibibyte) {
    const free = `${sizeText(freeBytes)} free ${disk}`;
    const message = `There is only ${free}. Saving a checkpoint would fail and end the training. Free some space first.`;
    return [{ severity: 'error', code: 'disk-full', message, path: jobFolder }];
  }
  const message = `There is ${sizeText(freeBytes)} free ${disk}. The checkpoints, the optimizer state and the samples of one job can need more.`;
  return [{ severity: 'warning', code: 'disk-low', message, path: jobFolder }];
}
