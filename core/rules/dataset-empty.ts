import { familyOf } from '../profiles/model-families';
import { datasetFolders } from '../trainer/config-folders';
import { hasMediaBelow } from '../trainer/media-below';
import { imageExtensions, isImageName, isVideoName } from '../trainer/media-names';
import type { DiskRule } from './rule';

export const datasetEmpty: DiskRule = {
  code: 'dataset-empty',
  severity: 'warning',
  startSeverity: 'error',
  summary: 'A dataset folder without any image that ai-toolkit finds.',

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const onlyImages = familyOf(process) === 'qwen';
      const accepts = (name: string) => isImageName(name) || (!onlyImages && isVideoName(name));
      for (const { node, path } of datasetFolders(config, process, variable)) {
        const item = await probe.stat(path);
        if (typeof item !== 'object' || item.kind !== 'folder') continue;
        if ((await hasMediaBelow(probe, path, accepts)) !== false) continue;
        yield {
          span: node.span,
          message: `The dataset folder '${path}' does not contain an image (${imageExtensions.join(', ')}). ai-toolkit stops with "no images found" after loading the model. It does not look into hidden folders, linked folders or '_controls'.`,
        };
      }
    }
  },
};
