import type { FileProbe, ProbedItem } from './file-probe';
import { hidingParts } from './job-folder';

/**
 * The file or folder that ai-toolkit resumes from: of everything in the job folder that begins with the name, the one
 * with the newest creation time, whatever it is (jobs/process/BaseSDTrainProcess.py:823-854).
 */
export async function resumeCandidate(
  probe: FileProbe,
  folder: string,
  name: string,
): Promise<ProbedItem | undefined> {
  // As wildcards these match other files than the ones meant; job-name reports them.
  if (/[[\]*?]/.test(folder + name)) return undefined;
  const items = (await probe.listFolder(folder)) ?? [];
  const shown = items.filter((item) => {
    const path = probe.join(folder, item.name);
    return (
      item.name.startsWith(name) && !hidingParts.some((part) => path.includes(part) && !name.includes(part))
    );
  });
  return shown.reduce<ProbedItem | undefined>(
    (newest, item) => (newest && newest.created >= item.created ? newest : item),
    undefined,
  );
}
