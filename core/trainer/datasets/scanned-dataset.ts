import type { ProbedItem } from '../file-probe';
import type { Size } from '../run-arithmetic';
import type { DatasetSettings } from './dataset-settings';
import type { ImageFit } from './fit-image';
import type { CaptionReading } from './read-caption';

/** One image that trains, before repeats and flips. */
export interface TrainedImage {
  readonly path: string;
  readonly item: ProbedItem | undefined;
  /** Pixels that ai-toolkit works with: after EXIF rotation, or what the size index or the header says. */
  readonly size: Size;
  /** The image's own pixels after EXIF rotation, where they were looked at and differ from `size`. */
  readonly trueSize: Size | undefined;
  /** Undefined without buckets: the center is cut out and resized while training. */
  readonly fit: ImageFit | undefined;
  readonly caption: CaptionReading;
  readonly controls: readonly string[];
  readonly mask: string | undefined;
  readonly inpaint: string | undefined;
  /** Why the image can never be loaded, so that another one is trained each time; undefined where it can. */
  readonly loadError: string | undefined;
}

/** A file that is not trained, and why. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: SkipReason;
}

export type SkipReason =
  | 'hidden'
  | 'hidden folder'
  | 'controls folder'
  | 'extension'
  | 'linked folder'
  | 'missing'
  | 'not an image'
  | 'truncated'
  | 'too large'
  | 'unusable scale';

/** Images that are trained at one size. */
export interface Bucket extends Size {
  /** Items after repeats and flips. */
  readonly files: number;
}

/** What ai-toolkit makes of one dataset at one resolution. */
export interface ScannedDataset {
  readonly settings: DatasetSettings;
  /** The path as the config writes it. */
  readonly path: string;
  readonly isJson: boolean;
  readonly images: readonly TrainedImage[];
  readonly skipped: readonly SkippedFile[];
  /** Folders that were entered, the dataset's own first; the JSON file's folder for a JSON dataset. */
  readonly folders: readonly string[];
  /** Times that each image occurs: `num_repeats`, at least 1. */
  readonly repeats: number;
  /** 1, 2 or 4. */
  readonly flips: number;
  readonly batchSize: number;
  /** Images × repeats × flips. */
  readonly items: number;
  /** Batches with buckets, items without. */
  readonly length: number;
  /** Undefined without buckets. In order of width, then height. */
  readonly buckets: readonly Bucket[] | undefined;
  /** Duplicates that fill short batches. */
  readonly padded: number;
  /** The folder has more files than a scan looks at. */
  readonly cutShort: boolean;
}

/** Where a start or a run ends. */
export interface TrainerFailure {
  /** While the process is made, while datasets are built (the model is loaded by then), while the model loads, or later. */
  readonly at: 'process' | 'dataset' | 'load' | 'run';
  /** `TypeError: …`, as the traceback ends. */
  readonly error: string;
  /** The dataset that causes it: index in `datasets`. */
  readonly dataset?: number;
  /** For a dataset without images: the files that are there instead. */
  readonly skipped?: readonly SkippedFile[];
  /** The caption file that cannot be read. */
  readonly caption?: string;
}
