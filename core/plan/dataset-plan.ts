import type { CaptionReading, ScannedDataset, TrainedImage } from '../trainer/datasets/index';
import type { PlanDataset, PlanFile } from './plan';

/** The datasets of a plan: by path, then resolution, regularization sets last. */
export function datasetPlans(
  datasets: readonly ScannedDataset[],
  withFiles: boolean,
): readonly PlanDataset[] {
  return datasets
    .map((dataset) => datasetPlan(dataset, withFiles))
    .sort(
      (a, b) =>
        Number(a.reg) - Number(b.reg) ||
        compare(a.path, b.path) ||
        a.resolution - b.resolution ||
        a.index - b.index,
    );
}

function datasetPlan(dataset: ScannedDataset, withFiles: boolean): PlanDataset {
  const { settings, images, skipped } = dataset;
  const readings = images.map((image) => image.caption);
  const has = (reading: CaptionReading) => reading.file !== undefined || reading.source === 'json';
  const found = readings.filter(has).length;
  // A blank file counts as empty even where `default_caption` takes its place.
  const empty = readings.filter(
    (reading) => reading.file !== undefined && (reading.source === 'default' || reading.raw?.trim() === ''),
  ).length;
  return {
    path: dataset.path,
    resolution: typeof settings.resolution === 'number' ? settings.resolution : 0,
    reg: settings.isReg,
    images: images.length,
    items: dataset.items,
    length: dataset.length,
    batchSize: dataset.batchSize,
    repeats: dataset.repeats,
    flips: dataset.flips,
    buckets: (dataset.buckets ?? []).map(({ width, height, files }) => ({ width, height, files })),
    padded: dataset.padded,
    captions: { found, missing: images.length - found, empty },
    skippedCount: skipped.length,
    ...(withFiles ? { skipped, files: images.map((image) => planFile(image, dataset.repeats)) } : {}),
    index: settings.index,
  };
}

function planFile(image: TrainedImage, times: number): PlanFile {
  const { fit, caption, controls, mask, loadError } = image;
  return {
    file: image.path,
    size: [image.size.width, image.size.height],
    scale: fit ? [fit.scale.width, fit.scale.height] : null,
    crop: fit ? [fit.crop.x, fit.crop.y, fit.crop.width, fit.crop.height] : null,
    caption: caption.caption,
    ...(caption.error === undefined ? {} : { captionError: caption.error }),
    control: controls.length === 0 ? null : controls.length === 1 ? (controls[0] ?? null) : controls,
    ...(mask === undefined ? {} : { mask }),
    times,
    ...(loadError === undefined ? {} : { loadError }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
