import { isNull, isText } from '../syntax/config-node';
import type { DatasetScan, ScannedDataset, TrainerFailure } from './datasets/index';
import { isPythonInteger, pythonNumber, pythonType } from './datasets/python-error';
import { samplePromptsOf } from './sample-prompts';
import type { Schedule } from './schedule';
import type { TrainingProcess } from './training-config';

/**
 * What ends a run after its datasets were built, the earliest first: all of it is known before the start
 * (recorded with ai-toolkit 0.12.26).
 */
export function runFailures(
  process: TrainingProcess,
  scan: DatasetScan,
  schedule: Schedule,
): readonly TrainerFailure[] {
  const found: TrainerFailure[] = [];
  const fail = (error: string, dataset?: number) =>
    found.push({ at: 'run', error, ...(dataset === undefined ? {} : { dataset }) });
  const trigger = process.node('trigger_word');
  if (trigger && !isNull(trigger) && !isText(trigger)) {
    const samples = schedule.samplesFirst && samplePromptsOf(process).length > 0;
    if (samples) fail(`TypeError: replace() argument 2 must be str, not ${pythonType(trigger)}`);
  }
  if (schedule.error !== undefined) fail(schedule.error);
  if (schedule.start >= schedule.steps) return found;
  const main = scan.datasets.filter((dataset) => !dataset.settings.isReg);
  if (main.length === 0 && !scan.failure && scan.isKnown) {
    fail("AttributeError: 'NoneType' object has no attribute 'get_caption_list'");
  }
  for (const dataset of main) {
    const error = datasetFailure(dataset, process.arch);
    if (error !== undefined) fail(error, dataset.settings.index);
  }
  const keep = keepError(process);
  if (keep !== undefined && schedule.saves.count > 0) fail(keep);
  return found;
}

function datasetFailure(dataset: ScannedDataset, arch: string | undefined): string | undefined {
  const { settings, images } = dataset;
  const unreadable = images.find((image) => image.caption.error !== undefined)?.caption.error;
  if (unreadable !== undefined) return unreadable;
  if (!settings.buckets && images.every((image) => image.loadError === 'control images need buckets')) {
    return 'Exception: Control images not supported for non-bucket datasets';
  }
  const square = settings.squareCrop || !settings.buckets ? settings.resolution : undefined;
  if (typeof square === 'number' && isOddSquare(square)) return packingError(square, dataset.batchSize);
  if (arch === 'qwen_image_edit') return editFailure(dataset);
  const plain = images.some((image) => image.controls.length === 0);
  if (arch === 'qwen_image_edit_plus' && plain && !settings.controlFromSameFolder) {
    return 'ValueError: Missing control images for QwenImageEditPlusModel';
  }
  return undefined;
}

/** Whether a square of this side cannot be cut into patches: its latent has an odd side. */
export function isOddSquare(resolution: number): boolean {
  return Math.floor(resolution / 8) % 2 === 1;
}

function packingError(resolution: number, batch: number): string {
  const side = Math.floor(resolution / 8);
  const half = Math.floor(side / 2);
  return `RuntimeError: shape '[${batch}, 16, ${half}, 2, ${half}, 2]' is invalid for input of size ${batch * 16 * side * side}`;
}

/** Edit needs exactly one control image; within a batch, one image with a control is enough. */
function editFailure({ settings, images, batchSize }: ScannedDataset): string | undefined {
  if (settings.controlFromSameFolder) return undefined;
  const without = images.filter((image) => image.controls.length === 0);
  if (without.length > 0 && (batchSize === 1 || without.length === images.length)) {
    return 'RuntimeError: mat1 and mat2 shapes cannot be multiplied';
  }
  if (images.some((image) => image.controls.length > 1)) {
    return 'ValueError: Input and output must have the same number of spatial dimensions';
  }
  return undefined;
}

/** `files[:-keep]`, after the first numbered checkpoint was written (BaseSDTrainProcess.py:467). */
function keepError(process: TrainingProcess): string | undefined {
  if (!process.entry('save.max_step_saves_to_keep')) return undefined;
  const node = process.node('save.max_step_saves_to_keep');
  if (isPythonInteger(node)) return undefined;
  if (pythonNumber(node) !== undefined) {
    return 'TypeError: slice indices must be integers or None or have an __index__ method';
  }
  return `TypeError: bad operand type for unary -: '${pythonType(node)}'`;
}
