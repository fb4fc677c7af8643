import { isNumber } from '../syntax/config-node';
import type { FileProbe } from './file-probe';
import { type DatasetShape, runDefaults, type Size } from './run-arithmetic';
import type { Section, TrainingProcess } from './training-config';

const imageName = /\.(?:jpg|jpeg|png|webp)$/i;
/** Deeper than datasets are; a guard against folders that contain themselves. */
const deepest = 12;

/**
 * The image files below a folder as ai-toolkit finds them: recursive, without hidden files and folders, and without
 * `_controls` (toolkit/data_loader.py:437-450). Undefined when the folder cannot be listed.
 */
export async function imagesBelow(
  probe: FileProbe,
  folder: string,
  depth = 0,
): Promise<readonly string[] | undefined> {
  const items = await probe.listFolder(folder);
  if (!items) return undefined;
  const found: string[] = [];
  const isControls = folder.split(/[\\/]/).at(-1) === '_controls';
  for (const item of items) {
    if (item.name.startsWith('.')) continue;
    const path = probe.join(folder, item.name);
    if (item.kind === 'file' && imageName.test(item.name) && !isControls) found.push(path);
    if (item.kind === 'folder' && depth < deepest) {
      found.push(...((await imagesBelow(probe, path, depth + 1)) ?? []));
    }
  }
  return found;
}

/**
 * What a dataset adds to an epoch; undefined where the disk or the config does not tell. Sizes are read only where the
 * batch size makes buckets matter.
 */
export async function datasetShape(
  probe: FileProbe,
  process: TrainingProcess,
  dataset: Section,
): Promise<DatasetShape | undefined> {
  const folder = dataset.text('dataset_path') ?? dataset.text('folder_path');
  const resolutions = resolutionsOf(dataset);
  if (!folder || folder.source.includes('${') || !resolutions) return undefined;
  const paths = await imagesBelow(probe, folder.value);
  if (!paths || paths.length === 0) return undefined;
  const batchSize =
    dataset.number('batch_size')?.value ?? process.number('train.batch_size')?.value ?? runDefaults.batchSize;
  const buckets = !dataset.entry('buckets') || dataset.truthy('buckets');
  const squareCrop = dataset.truthy('square_crop');
  const sizesMatter = batchSize > 1 && buckets && !squareCrop;
  const images: Size[] = [];
  for (const path of paths) {
    const size = sizesMatter ? await probe.imageSize(path) : { width: 1, height: 1 };
    if (size) images.push(size);
  }
  return {
    images,
    resolutions,
    repeats: dataset.number('num_repeats')?.value ?? 1,
    flipX: dataset.truthy('flip_x'),
    flipY: dataset.truthy('flip_y'),
    batchSize,
    buckets,
    squareCrop,
  };
}

function resolutionsOf(dataset: Section): number[] | undefined {
  const node = dataset.node('resolution');
  if (!node) return [runDefaults.resolution];
  if (isNumber(node)) return [node.value];
  if (node.kind !== 'sequence') return undefined;
  const sizes = node.items.filter(isNumber).map((item) => item.value);
  return sizes.length === node.items.length ? sizes : undefined;
}
