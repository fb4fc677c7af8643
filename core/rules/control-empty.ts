import { partnerFolders } from '../trainer/config-folders';
import { imageExtensions, isImageName } from '../trainer/media-names';
import type { DiskRule } from './rule';

export const controlEmpty: DiskRule = {
  code: 'control-empty',
  severity: 'warning',
  startSeverity: 'error',
  summary: 'A folder of control images or masks without any image directly in it.',
  claims: [{ where: 'step', what: 'fails', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      for (const { node, path, key } of partnerFolders(config, process, variable)) {
        const item = await probe.stat(path);
        if (typeof item === 'object' && item.kind === 'file') {
          yield {
            span: node.span,
            ...(key === 'mask_path' ? { startSeverity: 'warning' } : {}),
            message: `'${path}' is a file, but '${key}' names a folder, in which ai-toolkit looks for the names of the training images: none gets one. Write the folder.`,
          };
          continue;
        }
        const items = typeof item === 'object' ? await probe.listFolder(path) : undefined;
        // ai-toolkit looks in the folder itself only (toolkit/dataloader_mixins.py:1093-1106).
        if (!items || items.some(({ kind, name }) => kind === 'file' && isImageName(name))) continue;
        yield {
          span: node.span,
          // Without masks the run trains on, with every pixel of each image.
          ...(key === 'mask_path' ? { startSeverity: 'warning' } : {}),
          message: `The folder '${path}' of '${key}' does not directly contain an image (${imageExtensions.join(', ')}), so no training image gets one. ai-toolkit does not look into folders inside it.`,
        };
      }
    }
  },
};
