import type { ConfigFacts } from './config-dump';
import type { Download } from './downloads';
import type { RaisedException } from './exceptions';
import type { Pace } from './pace';

/** What a run does. `network` lies between the model and the dataset; `finishing` follows the last step. */
export type RunPhase =
  | 'starting'
  | 'loading'
  | 'quantizing'
  | 'network'
  | 'dataset'
  | 'caching'
  | 'baseline'
  | 'training'
  | 'saving'
  | 'sampling'
  | 'finishing';

export interface RunProgress {
  /** Optimizer steps done: the bar's count, which reaches `total` at the end. */
  readonly step: number;
  /** `train.steps`; after a resume past the end tqdm drops it, and the config's value stands here if it is known. */
  readonly total: number | undefined;
  /** The bar's own clock and estimate. Both leave out saving and sampling (toolkit/progress_bar.py). */
  readonly elapsedSeconds: number | undefined;
  readonly remainingSeconds: number | undefined;
  /** tqdm's own rate, which jumps with every step. */
  readonly secondsPerStep: number | undefined;
  /** The mean of the last five minutes of the bar's clock; absent until half a minute has passed. */
  readonly meanSecondsPerStep: number | undefined;
  readonly learningRate: number | undefined;
  readonly loss: number | undefined;
}

export interface Checkpoint {
  readonly path: string;
  /** The number in the file's name; absent for the final file. */
  readonly step: number | undefined;
  /** The training bar's clock at the save, which leaves out saving and sampling. */
  readonly barSeconds: number | undefined;
}

export interface SampleRound {
  readonly step: number;
  readonly seconds: number;
}

/** A count of a bar that is not the training's: images, blocks, shards, or bytes of a download. */
export interface SubProgress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** One loss, once per step: the step it belongs to, counted from one. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number | undefined;
}

/** How an earlier job of the same start ended (`run.py a.yaml b.yaml`). */
export interface EarlierJob {
  readonly job: string | undefined;
  readonly error: string | undefined;
  readonly finalPath: string | undefined;
}

/** The losses of this start. Steps whose loss was not a number are not counted as losses. */
export interface LossSummary {
  readonly count: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Steps whose loss was not a number, in all and at the end without a break. */
  readonly notANumber: number;
  readonly notANumberInARow: number;
  /** Losses of exactly zero, in all and at the end without a break. */
  readonly zeros: number;
  readonly zerosInARow: number;
}

/** What a log says so far. Times are seconds, steps are counts of optimizer steps. */
export interface RunLogState {
  readonly jobName: string | undefined;
  readonly phase: RunPhase;
  /** The log itself says that the run is over: a failure or a stop. A finished run says nothing. */
  readonly ended: boolean;
  readonly progress: RunProgress | undefined;
  /** Step and clock of the last five minutes, for the mean. */
  readonly pace: Pace;
  readonly losses: LossSummary;
  /** Step found in the checkpoint's metadata, and the file, when the run resumed. */
  readonly resumedStep: number | undefined;
  readonly resumedFrom: string | undefined;
  /** What is loaded is the config's `pretrained_lora_path`, no checkpoint of the job. */
  readonly startsFromPretrained: boolean;
  readonly rankChanged: boolean;
  readonly optimizerStateNotLoaded: boolean;
  /** The newest checkpoints, at most 50, in the order they were written. */
  readonly checkpoints: readonly Checkpoint[];
  /** From the line that announces a save until the optimizer is written. Interrupting it can corrupt the optimizer's file. */
  readonly saving: boolean;
  /** Whether the newest save left the optimizer out, and how often that happened. */
  readonly optimizerSaveFailed: boolean;
  readonly optimizerSaveFailures: number;
  /** A checkpoint was written, its optimizer not yet. */
  readonly optimizerPending: boolean;
  /** The bar that is being painted before the training or between its steps. */
  readonly subProgress: SubProgress | undefined;
  /** What is downloaded before the model can be loaded; undefined when nothing is, or no longer. */
  readonly download: Download | undefined;
  /** The newest completed rounds, at most 200, by step. */
  readonly sampleRounds: readonly SampleRound[];
  readonly skippedByMemory: number;
  readonly skippedByMemoryInARow: number;
  readonly failedQuantizations: number;
  /** Images that ai-toolkit could not read and left out. */
  readonly unreadableImages: readonly string[];
  /** The first `Error running job:` text with its further lines; a config that fails to load prints a second, meaningless one. */
  readonly error: string | undefined;
  /** The exceptions of the tracebacks in the log, oldest first, at most 24. */
  readonly exceptions: readonly RaisedException[];
  /** The run was stopped on request: Ctrl-C, an interrupt, or the control channel. */
  readonly stopped: boolean;
  /** What ai-toolkit's own interface wrote into its log about the end of the process. */
  readonly loggedExit: { readonly code: number | undefined; readonly signal: string | undefined } | undefined;
  readonly config: ConfigFacts | undefined;
  readonly earlierJobs: readonly EarlierJob[];
  /** The last lines that are not bars and not part of the config's dump, which may hold secrets. At most 40. */
  readonly tail: readonly string[];
}

export const noLosses: LossSummary = {
  count: 0,
  first: undefined,
  last: undefined,
  notANumber: 0,
  notANumberInARow: 0,
  zeros: 0,
  zerosInARow: 0,
};

export const emptyState: RunLogState = {
  jobName: undefined,
  phase: 'starting',
  ended: false,
  progress: undefined,
  pace: [],
  losses: noLosses,
  resumedStep: undefined,
  resumedFrom: undefined,
  startsFromPretrained: false,
  rankChanged: false,
  optimizerStateNotLoaded: false,
  checkpoints: [],
  saving: false,
  optimizerSaveFailed: false,
  optimizerSaveFailures: 0,
  optimizerPending: false,
  subProgress: undefined,
  download: undefined,
  sampleRounds: [],
  skippedByMemory: 0,
  skippedByMemoryInARow: 0,
  failedQuantizations: 0,
  unreadableImages: [],
  error: undefined,
  exceptions: [],
  stopped: false,
  loggedExit: undefined,
  config: undefined,
  earlierJobs: [],
  tail: [],
};
