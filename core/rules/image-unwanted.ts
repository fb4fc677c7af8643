import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

/** Folders that programs make or that hold something other than the images that are meant. */
const leftovers = new Set([
  '@eadir',
  '__macosx',
  '_latent_cache',
  '_t_e_cache',
  '.thumbnails',
  'thumbnails',
  'thumbs',
]);
const others = new Set([
  'mask',
  'masks',
  'control',
  'controls',
  'control_images',
  'depth',
  'canny',
  'pose',
  'lineart',
]);

export const imageUnwanted: DiskRule = {
  code: 'image-unwanted',
  severity: 'warning',
  summary: 'Images that ai-toolkit trains although they are thumbnails, masks or left by another program.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        if (scanned.isJson) continue;
        const folderOf = (file: string) => file.slice(scanned.path.length).split(/[\\/]/).slice(0, -1);
        const isUnwanted = (file: string) =>
          folderOf(file).some((name) => leftovers.has(name.toLowerCase()) || others.has(name.toLowerCase()));
        const found = scanned.images.filter((image) => isUnwanted(image.path)).map((image) => image.path);
        // A dataset of nothing else is meant.
        if (found.length === 0 || found.length === scanned.images.length) continue;
        const names = [
          ...new Set(
            found.flatMap((file) =>
              folderOf(file).filter(
                (name) => leftovers.has(name.toLowerCase()) || others.has(name.toLowerCase()),
              ),
            ),
          ),
        ].sort();
        yield {
          span: path.span,
          message: `ai-toolkit searches sub-folders, so it also trains ${countOf(found.length, 'image')} in ${names.map((name) => `'${name}'`).join(', ')}: ${nameSome(found)}. Move ${found.length === 1 ? 'it' : 'them'} out of the dataset folder.`,
        };
      }
    }
  },
};
