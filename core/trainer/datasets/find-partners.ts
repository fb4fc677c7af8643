import { imageExtensions } from '../media-names';
import type { DatasetSettings } from './dataset-settings';
import type { ScanDisk } from './disk-memory';

const inpaintExtensions = ['.png', '.webp'] as const;

/** The files that belong to one image. */
export interface Partners {
  /** Control images in the order of their folders; shorter than the list of folders where some are missing. */
  readonly controls: readonly string[];
  readonly mask: string | undefined;
  readonly inpaint: string | undefined;
}

/** Finds the control, mask and inpaint images of an image by its stem (dataloader_mixins.py:1093-1122, 1556-1580). */
export async function findPartners(
  disk: ScanDisk,
  image: string,
  settings: DatasetSettings,
): Promise<Partners> {
  const stem = disk.paths.basename(disk.paths.withoutExtension(image));
  const controls: string[] = [];
  for (const folder of settings.controlFolders ?? []) {
    const found = await partnerIn(disk, folder, stem, imageExtensions);
    if (found !== undefined) controls.push(found);
  }
  const mask = settings.alphaMask
    ? image
    : settings.maskFolder === undefined
      ? undefined
      : await partnerIn(disk, settings.maskFolder, stem, imageExtensions);
  const inpaint =
    settings.inpaintFolder === undefined
      ? undefined
      : await partnerIn(disk, settings.inpaintFolder, stem, inpaintExtensions);
  return { controls, mask, inpaint };
}

/** The first file of a stem in a folder, by extension; case-sensitive where the file system is. */
async function partnerIn(
  disk: ScanDisk,
  folder: string,
  stem: string,
  extensions: readonly string[],
): Promise<string | undefined> {
  for (const extension of extensions) {
    const name = `${stem}${extension}`;
    if (await disk.child(folder, name)) return disk.paths.join(folder, name);
  }
  return undefined;
}
