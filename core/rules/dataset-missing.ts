import { datasetFolders } from '../trainer/config-folders';
import type { DiskRule } from './rule';

export const datasetMissing: DiskRule = {
  code: 'dataset-missing',
  severity: 'information',
  startSeverity: 'error',
  summary: 'A dataset folder that does not exist on this machine.',

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      for (const { node, path, key } of datasetFolders(config, process, variable)) {
        const item = await probe.stat(path);
        const isJson = typeof item === 'object' && item.kind === 'file' && /\.json$/i.test(path);
        if (item === undefined || isJson || (item !== 'absent' && item.kind === 'folder')) continue;
        const seen = path === node.value ? '' : ` (written as '${node.value}')`;
        const what = item === 'absent' ? 'does not exist on this machine' : 'is a file, not a folder';
        yield {
          span: node.span,
          message: `The dataset folder '${path}'${seen} ${what}. ai-toolkit stops after loading the model. Correct '${key}'.`,
        };
      }
    }
  },
};
