import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RehearsalDevice, RehearsalPlan } from '../../../core/rehearsal/index';

/**
 * Writes a plan into its folder: the changed configs and the chosen files. Gives the files of the first and the second start
 * for each device.
 */
export async function writeRehearsal(
  plan: RehearsalPlan,
  folder: string,
): Promise<Readonly<Record<RehearsalDevice, readonly string[]>>> {
  for (const each of [path.join(folder, 'output'), ...plan.folders]) await mkdir(each, { recursive: true });
  for (const { from, to } of plan.copies) {
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
  }
  const write = async (device: RehearsalDevice): Promise<string[]> => {
    const files: string[] = [];
    const { first, second } = plan.devices[device];
    for (const [name, changed] of Object.entries({ first, second })) {
      const file = path.join(folder, `${name}-start.${device}.${changed.format}`);
      await writeFile(file, changed.text);
      files.push(file);
    }
    return files;
  };
  return { cpu: await write('cpu'), cuda: await write('cuda') };
}

/** Temporary paths and what the user calls them, the longest first. */
export function realNames(plan: RehearsalPlan): { temporary: string; real: string }[] {
  const { changed } = plan.devices.cpu;
  return changed
    .flatMap(({ from, to }) =>
      typeof from === 'string' && typeof to === 'string' && path.isAbsolute(to)
        ? [{ temporary: to, real: from }]
        : [],
    )
    .sort((a, b) => b.temporary.length - a.temporary.length);
}
