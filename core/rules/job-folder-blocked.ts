import type { Finding } from '../syntax/finding';
import { jobFolderOf } from '../trainer/job-folder';
import { joinAsPython } from '../trainer/python-path';
import type { DiskRule, FileProbe } from './rule';

/** Folders above the job's that are looked at, at most. */
const mostLevels = 40;

export const jobFolderBlocked: DiskRule = {
  code: 'job-folder-blocked',
  severity: 'error',
  summary: 'ai-toolkit cannot make the job folder, or something in it.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run' },
    { where: 'sample', what: 'fails', seen: 'run', of: 'a file named `samples`' },
    { where: 'load', what: 'fails', seen: 'run', of: 'a folder that cannot be written' },
  ],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const place = jobFolderOf(config, process, variable);
      if (!place || !config.name) continue;
      const folder = joinAsPython(place.trainingFolder, place.folderName, probe.windows);
      const span = process.node('training_folder')?.span ?? config.name.span;
      const nearest = await nearestItem(probe, folder);
      const cannot = `so ai-toolkit cannot make the job folder '${folder}' and stops at the start.`;
      const message =
        nearest?.kind === 'file'
          ? `'${nearest.path}' is a file, ${cannot}`
          : await blockedInside(probe, folder);
      if (message !== undefined) {
        yield { span, message: `${message} Move it away, or use another name or folder.` } satisfies Finding;
      } else if (!probe.windows && /^\/(?:proc|sys)(?:\/|$)/.test(folder)) {
        yield {
          span,
          message: `Linux keeps no files in '${/^\/\w+/.exec(folder)?.[0]}', ${cannot} Use another folder.`,
        };
      } else if (nearest && (await probe.canWrite(nearest.path)) === false) {
        yield {
          span,
          // The config may be meant for another machine.
          severity: 'information',
          startSeverity: 'error',
          message: `You cannot write in '${nearest.path}', ${cannot} Allow writing, or use another folder.`,
        };
      }
    }
  },
};

/** The job folder, or the nearest of the folders above it that exists; undefined where only the root does. */
async function nearestItem(
  probe: FileProbe,
  folder: string,
): Promise<{ readonly path: string; readonly kind: 'file' | 'folder' } | undefined> {
  let path = folder;
  for (let level = 0; level < mostLevels; level += 1) {
    const item = await probe.stat(path);
    if (typeof item === 'object') return { path, kind: item.kind };
    const parent = path.replace(probe.windows ? /[\\/]+[^\\/]*[\\/]*$/ : /\/+[^/]*\/*$/, '');
    if (parent === path || parent === '') return undefined;
    path = parent;
  }
  return undefined;
}

async function blockedInside(probe: FileProbe, folder: string): Promise<string | undefined> {
  const config = joinAsPython(folder, 'config.yaml', probe.windows);
  const copied = await probe.stat(config);
  if (typeof copied === 'object' && copied.kind === 'folder') {
    return `'${config}' is a folder, but ai-toolkit copies the config to a file of that name and stops at the start.`;
  }
  const samples = joinAsPython(folder, 'samples', probe.windows);
  const item = await probe.stat(samples);
  if (typeof item !== 'object' || item.kind === 'folder') return undefined;
  return `'${samples}' is a file, but ai-toolkit saves the samples in a folder of that name, and the first sample fails.`;
}
