import { judgeJobFolder, sizeText } from '../../../../core/launch/index';
import { nearestExisting } from '../nearest-folder';
import type { PreflightCheck } from '../preflight';

/** Whether checkpoints can be saved, and where the training begins. */
export const jobFolderCheck: PreflightCheck = {
  name: 'job folder',
  async run({ start, files, platform }) {
    const folder = start?.jobFolder;
    const resume = start?.resume === undefined ? [] : [{ subject: 'Resume', value: start.resume }];
    if (folder === undefined) return { findings: [], facts: resume };
    const nearest = await nearestExisting(folder, platform, files);
    const isFolder = nearest?.kind === 'folder';
    const freeBytes = isFolder ? await files.freeBytes(nearest.path) : undefined;
    const findings = judgeJobFolder({
      jobFolder: folder,
      nearest,
      whyNotWritable: isFolder ? await files.whyNotWritable(nearest.path) : undefined,
      freeBytes,
    });
    const free = freeBytes === undefined ? 'writable' : `${sizeText(freeBytes)} free`;
    const disk = findings.length > 0 ? [] : [{ subject: 'Disk', value: `${free} for ${folder}` }];
    return { findings, facts: [...disk, ...resume] };
  },
};
