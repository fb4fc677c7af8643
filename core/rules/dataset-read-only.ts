import { placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const datasetReadOnly: DiskRule = {
  code: 'dataset-read-only',
  severity: 'warning',
  summary: 'A dataset folder that cannot be written ends the start.',
  claims: [{ where: 'dataset', what: 'costs', seen: 'source' }],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const [folder] = scanned.folders;
        if (folder === undefined || (await probe.canWrite(folder === '' ? '.' : folder)) !== false) continue;
        yield {
          span: path.span,
          message: `You cannot write in '${folder}', but ai-toolkit writes its size index '.aitk_size.json' there at each start and stops after loading the model. Allow writing, or copy the folder.`,
        };
      }
    }
  },
};
