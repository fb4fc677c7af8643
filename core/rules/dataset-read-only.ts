import { type PlacedDataset, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule, FileProbe } from './rule';

export const datasetReadOnly: DiskRule = {
  code: 'dataset-read-only',
  severity: 'warning',
  summary: 'A dataset folder that cannot be written ends the start.',
  claims: [
    { where: 'dataset', what: 'costs', seen: 'source' },
    { where: 'dataset', what: 'fails', seen: 'run', of: 'a file where a cache folder belongs' },
  ],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const dataset of placedDatasets(process, scan)) {
        const { path, scanned } = dataset;
        const [folder] = scanned.folders;
        const taken = await takenName(dataset, probe);
        if (taken) yield { span: path.span, severity: 'error', message: taken };
        if (folder === undefined || (await probe.canWrite(folder === '' ? '.' : folder)) !== false) continue;
        yield {
          span: path.span,
          message: `You cannot write in '${folder}', but ai-toolkit writes its size index '.aitk_size.json' there at each start and stops after loading the model. Allow writing, or copy the folder.`,
        };
      }
    }
  },
};

/** What ai-toolkit writes into each dataset folder and cannot where something else has the name. */
async function takenName({ scanned }: PlacedDataset, probe: FileProbe): Promise<string | undefined> {
  const { cachesLatents, cachesText } = scanned.settings;
  const names = [
    { name: '.aitk_size.json', kind: 'file', written: true },
    { name: '_latent_cache', kind: 'folder', written: cachesLatents },
    { name: '_t_e_cache', kind: 'folder', written: cachesText },
  ] as const;
  for (const folder of scanned.folders) {
    for (const { name, kind, written } of names) {
      const file = written && probe.join(folder === '' ? '.' : folder, name);
      const item = file ? await probe.stat(file) : undefined;
      if (typeof item !== 'object' || item.kind === kind) continue;
      return `'${file}' is a ${item.kind}, but ai-toolkit writes a ${kind} of that name and stops after loading the model. Move it away.`;
    }
  }
  return undefined;
}
