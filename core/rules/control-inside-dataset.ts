import { scalarText } from '../syntax/config-node';
import { datasetControls } from '../trainer/control-images';
import { countOf, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const controlInsideDataset: DiskRule = {
  code: 'control-inside-dataset',
  severity: 'error',
  summary: 'Control or mask images inside the dataset folder are trained as images.',
  claims: [{ where: 'dataset', what: 'changed', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      for (const { section, scanned } of placedDatasets(process, scan)) {
        const mask = section.entry('mask_path');
        for (const entry of [...datasetControls(section).entries, ...(mask ? [mask] : [])]) {
          const nodes = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
          for (const node of nodes) {
            const folder = scalarText(node);
            if (folder === undefined || folder === '') continue;
            const inside = scanned.images.filter(({ path }) => isInside(path, folder));
            if (inside.length === 0 || isInside(`${scanned.path}/x`, folder)) continue;
            yield {
              span: node.span,
              message: `'${folder}' is inside the dataset folder '${scanned.path}', and ai-toolkit searches sub-folders: it trains these ${countOf(inside.length, 'image')} as results, each as its own control. Move the folder out of the dataset, or name it '_controls'.`,
            };
          }
        }
      }
    }
  },
};

function isInside(file: string, folder: string): boolean {
  const plain = (path: string) =>
    path
      .replaceAll(/[\\/]+/g, '/')
      .replace(/^\.\//, '')
      .replace(/\/$/, '');
  return plain(file).startsWith(`${plain(folder)}/`);
}
