import type { FileProbe } from '../file-probe';
import type { TrainingProcess } from '../training-config';
import { type DatasetSettings, readDatasets } from './dataset-settings';
import { rememberDisk } from './disk-memory';
import { processFailures } from './process-failures';
import { NotKnown, PythonError, pythonNumber, pythonType } from './python-error';
import { ScanCancelled, type ScanContext } from './scan-context';
import { BrokenCaption, NoImages, scanDataset } from './scan-dataset';
import type { ScannedDataset, TrainerFailure } from './scanned-dataset';
import type { SizeIndex } from './size-index';

export type { CaptionReading } from './read-caption';
export { ScanCancelled } from './scan-context';
export type {
  ScannedDataset,
  SkippedFile,
  TrainedImage,
  TrainerFailure,
} from './scanned-dataset';

/** How a scan is done. */
export interface ScanOptions {
  /** Asked between files; a true answer ends the scan with `ScanCancelled`. */
  readonly isCancelled?: () => boolean;
  /** Told after each file how many were looked at so far, over all datasets. */
  readonly onFile?: (count: number) => void;
}

/** The datasets of a process as ai-toolkit builds them. */
export interface DatasetScan {
  /** Every dataset and resolution in the config's own order, as far as ai-toolkit gets. */
  readonly datasets: readonly ScannedDataset[];
  /** Batches of one pass over the datasets; undefined where there are none or building fails. */
  readonly batches: number | undefined;
  /** The same for regularization sets. */
  readonly batchesReg: number | undefined;
  /** Where ai-toolkit stops while it builds the datasets. */
  readonly failure: TrainerFailure | undefined;
  /** Every later failure of a dataset that would be found after the first is mended. */
  readonly failures: readonly TrainerFailure[];
  /** False where the disk did not tell what becomes of a dataset. */
  readonly isKnown: boolean;
  /** `.aitk_size.json` files as ai-toolkit leaves them, by path. */
  readonly indexes: readonly SizeIndex[];
}

/**
 * Scans the datasets of a process with ai-toolkit's own rules (toolkit/data_loader.py:381-770). A dataset that fails does
 * not hide the others: each failure is listed, and `failure` is the one that ai-toolkit meets first.
 *
 * @throws ScanCancelled
 */
export async function scanDatasets(
  process: TrainingProcess,
  probe: FileProbe,
  options: ScanOptions = {},
): Promise<DatasetScan> {
  const indexes = new Map<string, SizeIndex>();
  const context = contextFor(process, probe, indexes, options);
  const read = attempt(() => readDatasets(process));
  if (read instanceof PythonError) {
    const failure: TrainerFailure = { at: 'process', error: read.message };
    return {
      datasets: [],
      batches: undefined,
      batchesReg: undefined,
      failure,
      failures: [failure],
      isKnown: true,
      indexes: [],
    };
  }
  const datasets: ScannedDataset[] = [];
  const failures: TrainerFailure[] = [...processFailures(process)];
  const counts: (number | undefined)[] = [];
  let isKnown = true;
  for (const isReg of [false, true]) {
    const own = read.filter((settings) => settings.isReg === isReg);
    const scanned: ScannedDataset[] = [];
    for (const settings of own) {
      const result = await attemptScan(context, settings);
      if (result === undefined) isKnown = false;
      else if (result instanceof PythonError) failures.push(failureOf(result, settings.index));
      else scanned.push(result);
    }
    const loader = attempt(() => (scanned.length > 0 ? batchesOf(process, scanned) : undefined));
    if (loader instanceof PythonError) failures.push({ at: 'dataset', error: loader.message });
    counts.push(loader instanceof PythonError || scanned.length < own.length ? undefined : loader);
    datasets.push(...scanned);
  }
  return {
    datasets,
    batches: counts[0],
    batchesReg: counts[1],
    failure: failures[0],
    failures,
    isKnown,
    indexes: [...indexes.values()],
  };
}

function contextFor(
  process: TrainingProcess,
  probe: FileProbe,
  indexes: Map<string, SizeIndex>,
  options: ScanOptions,
): ScanContext {
  let count = 0;
  return {
    disk: rememberDisk(probe),
    indexes,
    arch: process.arch,
    isCancelled: options.isCancelled ?? (() => false),
    onFile: () => options.onFile?.(++count),
  };
}

/**
 * Batches of one pass over datasets that share a data loader (toolkit/data_loader.py:744-770).
 *
 * @throws PythonError where datasets with and without buckets meet, or a batch size cannot be used
 */
function batchesOf(process: TrainingProcess, datasets: readonly ScannedDataset[]): number {
  if (datasets.some((dataset) => dataset.settings.buckets)) {
    const without = datasets.find((dataset) => !dataset.settings.buckets);
    if (without) {
      const folder = without.settings.folderPath;
      throw new PythonError(
        'AssertionError',
        `buckets not found on dataset ${folder}, you either need all buckets or none`,
      );
    }
    const batches = datasets.reduce((sum, dataset) => sum + dataset.length, 0);
    if (batches > 0) return batches;
    throw new PythonError(
      'ValueError',
      'num_samples should be a positive integer value, but got num_samples=0',
    );
  }
  const own = datasets.find((dataset) => dataset.settings.hasOwnBatchSize);
  if (own) {
    const folder = own.settings.folderPath;
    throw new PythonError(
      'ValueError',
      `Dataset level batch_size requires buckets to be enabled. Dataset ${folder} has buckets disabled.`,
    );
  }
  return Math.ceil(datasets.reduce((sum, dataset) => sum + dataset.items, 0) / trainBatchSize(process));
}

function trainBatchSize(process: TrainingProcess): number {
  if (!process.entry('train.batch_size')) return 1;
  const node = process.node('train.batch_size');
  const size = pythonNumber(node);
  if (size !== undefined && size > 0) return size;
  const shown = size ?? pythonType(node);
  throw new PythonError(
    'ValueError',
    `batch_size should be a positive integer value, but got batch_size=${shown}`,
  );
}

function attempt<T>(run: () => T): T | PythonError {
  try {
    return run();
  } catch (error) {
    if (error instanceof PythonError) return error;
    throw error;
  }
}

async function attemptScan(
  context: ScanContext,
  settings: DatasetSettings,
): Promise<ScannedDataset | PythonError | undefined> {
  if (context.isCancelled()) throw new ScanCancelled();
  try {
    return await scanDataset(context, settings);
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    if (error instanceof PythonError) return error;
    throw error;
  }
}

function failureOf(error: PythonError, dataset: number): TrainerFailure {
  const failure = { at: 'dataset', error: error.message, dataset } as const;
  if (error instanceof NoImages) return { ...failure, skipped: error.skipped };
  const caption = error instanceof BrokenCaption ? error.file : undefined;
  return caption === undefined ? failure : { ...failure, caption };
}

/**
 * Everything of a process that a scan depends on, as a text to compare; undefined where ai-toolkit fails before it looks
 * at the disk. Two processes with the same text have the same datasets as long as the disk does not change.
 */
export function scanKey(process: TrainingProcess): string | undefined {
  const read = attempt(() => readDatasets(process));
  if (read instanceof PythonError) return undefined;
  const batchSize = process.node('train.batch_size');
  const batch =
    batchSize?.kind === 'scalar' ? `${pythonType(batchSize)} ${batchSize.source}` : batchSize?.kind;
  return JSON.stringify([read, process.arch, batch]);
}

/** Scans each process once, however often it is asked for. */
export function rememberScans(
  scan: (process: TrainingProcess) => Promise<DatasetScan>,
): (process: TrainingProcess) => Promise<DatasetScan> {
  const scans = new Map<number, Promise<DatasetScan>>();
  return (process) => {
    const known = scans.get(process.index) ?? scan(process);
    scans.set(process.index, known);
    return known;
  };
}
