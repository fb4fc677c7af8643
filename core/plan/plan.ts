/**
 * The plan of a run: plain data that the command line prints as JSON and a page shows. Sizes of images are pixels, other
 * sizes bytes; memory is in GiB (2³⁰ bytes) and always a range, because it is an estimate.
 */

/** From the lower to the upper end. */
export type Range = readonly [low: number, high: number];

export interface PlanBucket {
  readonly width: number;
  readonly height: number;
  /** Items after repeats and flips. */
  readonly files: number;
}

/** One image file of a dataset. What ai-toolkit draws at random is null. */
export interface PlanFile {
  readonly file: string;
  readonly size: readonly [width: number, height: number];
  /** Null without buckets. */
  readonly scale: readonly [width: number, height: number] | null;
  readonly crop: readonly [x: number | null, y: number | null, width: number, height: number] | null;
  /** Null where it is drawn at random or cannot be read; then `captionError` says why. */
  readonly caption: string | null;
  readonly captionError?: string;
  /** One control image, several, or none. */
  readonly control: string | readonly string[] | null;
  readonly mask?: string;
  /** How often the file occurs without flips: its repeats. */
  readonly times: number;
  /** Why the image can never be loaded, so that another one is trained in its place. */
  readonly loadError?: string;
}

/** One dataset at one resolution. */
export interface PlanDataset {
  readonly path: string;
  readonly resolution: number;
  readonly reg: boolean;
  /** Image files. */
  readonly images: number;
  /** Images × repeats × flips. */
  readonly items: number;
  /** Batches with buckets, items without. */
  readonly length: number;
  readonly batchSize: number;
  readonly repeats: number;
  /** 1, 2 or 4. */
  readonly flips: number;
  /** Empty without buckets. */
  readonly buckets: readonly PlanBucket[];
  /** Duplicates that fill short batches. */
  readonly padded: number;
  readonly captions: { readonly found: number; readonly missing: number; readonly empty: number };
  readonly skippedCount: number;
  /** Only with the lists of files. */
  readonly skipped?: readonly { readonly file: string; readonly reason: string }[];
  readonly files?: readonly PlanFile[];
  /** Where in the config the dataset is: index in `datasets`. */
  readonly index: number;
}

export interface PlanSchedule {
  /** The first step that trains, from 0. */
  readonly firstStep: number;
  /** The last step that trains; below `firstStep` where nothing trains. */
  readonly lastStep: number;
  /** `train.steps`. */
  readonly steps: number;
  /** Null while the datasets cannot be built. */
  readonly stepsPerEpoch: number | null;
  readonly epochs: number | null;
  /** Images that one update of the weights sees. */
  readonly effectiveBatchSize: number;
  /** In order; null is the final file without a number. */
  readonly saves: readonly (number | null)[];
  readonly samples: readonly number[];
  readonly samplePrompts: number;
  /** Checkpoint files in the job folder after the run. */
  readonly kept: readonly string[];
  /** The files that the run leaves, with estimated bytes; null where no estimate is possible. */
  readonly files: readonly { readonly file: string; readonly bytes: number | null }[];
  /** Steps that train on regularization images; null without such sets. */
  readonly regSteps: number | null;
}

/** Where the run ends, as far as config, disk and machine show it. */
export interface PlanFailure {
  readonly at: 'process' | 'dataset' | 'load' | 'run';
  readonly error: string;
}

/** The values that the run really uses, defaults included. */
export type PlanModel = Readonly<Record<string, string | number | boolean | null>>;

export interface PlanPhase {
  readonly phase: string;
  readonly gpuGiB: Range;
  readonly hostGiB: Range;
}

export interface PlanMemory {
  readonly phases: readonly PlanPhase[];
  /** The phase with the highest GPU memory. */
  readonly peak: string;
  /** What is inside each number. */
  readonly basis: string;
  /** Whether it fits the GPU; null without a GPU to compare with. */
  readonly fits: 'yes' | 'no' | 'maybe' | null;
  readonly gpuGiB: number | null;
}

export interface PlanTime {
  /** Seconds of the training steps; null where nothing is known. */
  readonly trainingSeconds: Range | null;
  readonly basis: string;
  readonly secondsPerStep: Range | null;
  /** Cost of an average step relative to one image of 1024 × 1024; scales a measured time. Null where nothing is known. */
  readonly relativeCost: number | null;
  /** Seconds of the downloads still to come; null without any. */
  readonly downloadSeconds: Range | null;
  /** In the currency of the price, downloads included; null without a price. */
  readonly cost: Range | null;
}

export interface PlanDisk {
  /** Peak of checkpoints while the run saves, in bytes. */
  readonly checkpointsPeak: number | null;
  readonly optimizer: number | null;
  readonly latentCache: number;
  readonly textCache: number;
  readonly samples: number;
  /** Bytes of the model that the Hugging Face cache still lacks; null for a model that is not on the Hub. */
  readonly modelDownload: number | null;
  readonly total: number;
  /** What each disk has to hold; empty where free space is not known. */
  readonly disks: readonly PlanDiskSpace[];
}

/** One disk with what the run writes to it, in bytes. */
export interface PlanDiskSpace {
  /** Folders of the run on this disk. */
  readonly folders: readonly string[];
  readonly needed: number;
  readonly free: number;
}

/** The LoRA that is trained. */
export interface PlanNetwork {
  /** Null where the rank has no effect, as with LoKr. */
  readonly rank: number | null;
  /** Trainable parameters. */
  readonly parameters: number;
  /** Bytes of one checkpoint; null where no estimate is possible. */
  readonly bytes: number | null;
}

export interface PlanResume {
  readonly file: string;
  readonly step: number | null;
}

export interface Plan {
  readonly datasets: readonly PlanDataset[];
  /** Batches of one pass; null where there are none or building fails. */
  readonly batches: number | null;
  readonly batchesReg: number | null;
  readonly schedule: PlanSchedule;
  readonly fails: PlanFailure | null;
  readonly model: PlanModel;
  /** Null without a network, and for a transformer whose layout is not known. */
  readonly network: PlanNetwork | null;
  readonly memory: PlanMemory | null;
  readonly time: PlanTime;
  readonly disk: PlanDisk;
  readonly resume: PlanResume | null;
}
