import { partnerFolders } from '../trainer/config-folders';
import type { DiskRule } from './rule';

export const controlMissing: DiskRule = {
  code: 'control-missing',
  severity: 'information',
  startSeverity: 'error',
  summary: 'A folder of control images or masks that does not exist on this machine.',

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      for (const { node, path, key } of partnerFolders(config, process, variable)) {
        const item = await probe.stat(path);
        if (item === undefined || (item !== 'absent' && item.kind === 'folder')) continue;
        const seen = path === node.value ? '' : ` (written as '${node.value}')`;
        const what = item === 'absent' ? 'does not exist on this machine' : 'is a file, not a folder';
        yield {
          span: node.span,
          message: `The folder '${path}'${seen} of '${key}' ${what}. ai-toolkit trains every image without it, or fails. Correct '${key}'.`,
        };
      }
    }
  },
};
