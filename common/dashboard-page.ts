/**
 * The messages between the extension and the dashboard page. Steps are optimizer steps counted from one; times are
 * seconds, moments are milliseconds since 1970. `undefined` always means: the files do not say.
 */

import type { LoraCheckView } from './compare-page';

export type RunCondition = 'running' | 'finished' | 'failed' | 'stopped' | 'unfinished';

/** What a run looks like at one moment, except its losses, which come as columns. */
export interface DashboardRun {
  /** The job folder: the run's identity. */
  readonly key: string;
  readonly name: string;
  readonly condition: RunCondition;
  readonly now: NowView;
  readonly samples: SamplesView;
  readonly checkpoints: readonly CheckpointView[];
  readonly incidents: readonly IncidentView[];
  readonly marks: readonly MarkView[];
  readonly end: EndView | undefined;
  readonly configFile: string | undefined;
  readonly canStart: boolean;
}

export interface NowView {
  /** The phase in words, as `quantizing transformer 34/60`. */
  readonly phase: string;
  /** Done and total of the thing that the phase counts; absent where it counts nothing. */
  readonly part: { readonly done: number; readonly total: number } | undefined;
  readonly step: number | undefined;
  readonly total: number | undefined;
  readonly resumedStep: number | undefined;
  readonly epoch: number | undefined;
  readonly epochs: number | undefined;
  readonly secondsPerStep: number | undefined;
  /** To the end of the run, with the saves and samples still to come. */
  readonly secondsLeft: number | undefined;
  /** How the remaining time is made up, in a sentence. */
  readonly leftBasis: string | undefined;
  readonly loss: number | undefined;
  readonly learningRate: number | undefined;
  readonly startedAt: number | undefined;
  readonly readAt: number;
  /** Whether save and sample on demand are possible. */
  readonly control: boolean;
  /** What a stop would lose, in a sentence. */
  readonly stopLoss: string | undefined;
}

export interface SamplesView {
  readonly prompts: readonly PromptView[];
  /** Steps of the rounds, ascending. */
  readonly steps: readonly number[];
  readonly images: readonly SampleView[];
}

export interface PromptView {
  readonly index: number;
  readonly text: string | undefined;
  readonly seed: number | undefined;
  /** Uris of the control images that the page may load. */
  readonly controls: readonly string[];
}

export interface SampleView {
  /** The file's name in the samples folder. */
  readonly id: string;
  readonly step: number;
  readonly index: number;
  readonly uri: string;
  readonly thumbnail: string;
}

export interface CheckpointView {
  /** The file's name in the job folder. */
  readonly id: string;
  readonly step: number | undefined;
  readonly epoch: number | undefined;
  readonly bytes: number;
  readonly isFinal: boolean;
  /** Lies in the folder of kept checkpoints, where the trainer's rotation does not delete it. */
  readonly isKept: boolean;
  /** Within the epochs in which the best checkpoint of a character LoRA usually lies. */
  readonly isAdvised: boolean;
  /** What cannot be read in the file, in words. */
  readonly problem: string | undefined;
}

export type IncidentSeverity = 'error' | 'warning' | 'information';

export interface IncidentView {
  readonly id: string;
  readonly kind: string;
  readonly severity: IncidentSeverity;
  readonly step: number | undefined;
  readonly title: string;
  readonly detail: string;
  readonly remedies: readonly RemedyView[];
}

export interface RemedyView {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Whether a click edits the config; the others are advice to read. */
  readonly edits: boolean;
}

export type MarkKind = 'checkpoint' | 'epoch' | 'resume' | 'incident';

/** A vertical line in the loss chart. */
export interface MarkView {
  readonly kind: MarkKind;
  readonly step: number;
  readonly label: string;
}

/** How a run ended, and what remains of it. */
export interface EndView {
  readonly text: string;
  /** Whether the log says why. */
  readonly inLog: boolean;
}

/** The losses of one run from `from` (an index into its columns) on. A loss of NaN is not a number in the log either. */
export interface LossColumns {
  readonly run: string;
  readonly name: string;
  readonly from: number;
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  readonly rates: Float64Array;
}

/** One differing key of two configs. `undefined` where a config does not have it. */
export interface ConfigChange {
  readonly key: string;
  readonly run: string | undefined;
  readonly other: string | undefined;
}

export interface ConfigComparison {
  /** What the run is compared with: `file`, or the key of another run. */
  readonly with: string;
  readonly label: string;
  readonly changes: readonly ConfigChange[];
  /** Number of keys that are equal. */
  readonly equal: number;
  /** Why there is nothing to compare, in words. */
  readonly problem: string | undefined;
}

/** Readings of one GPU, oldest first. Memory in MiB, load in percent, temperature in °C, power in watts. */
export interface GpuView {
  readonly index: number;
  readonly name: string;
  readonly memoryTotal: number | undefined;
  readonly memory: readonly (number | null)[];
  readonly load: readonly (number | null)[];
  readonly temperature: readonly (number | null)[];
  readonly power: readonly (number | null)[];
  /** What the readings cannot show on this machine, in words. */
  readonly limits: readonly string[];
}

export interface GpusView {
  readonly gpus: readonly GpuView[];
  /** Why there are no readings, in words. */
  readonly problem: string | undefined;
}

export interface RunChoice {
  readonly key: string;
  readonly name: string;
}

/** Extension → page. */
export type DashboardUpdate =
  | { readonly kind: 'run'; readonly run: DashboardRun; readonly others: readonly RunChoice[] }
  | { readonly kind: 'losses'; readonly columns: LossColumns }
  | { readonly kind: 'comparison'; readonly comparison: ConfigComparison }
  | { readonly kind: 'gpus'; readonly gpus: GpusView }
  /** Lays these runs over this one, besides those that lie there. */
  | { readonly kind: 'overlays'; readonly runs: readonly string[] }
  /** The check of a checkpoint's file; its candidate is the file's name. */
  | { readonly kind: 'lora'; readonly check: LoraCheckView }
  | { readonly kind: 'failed'; readonly message: string };

export type RunButton =
  | 'save'
  | 'sample'
  | 'save-and-stop'
  | 'stop'
  | 'start'
  | 'folder'
  | 'log'
  | 'config'
  | 'compare';
export type CheckpointButton = 'keep' | 'delete' | 'reveal' | 'copy' | 'check' | 'use' | 'workflow';
export type SampleButton = 'save' | 'reveal';

/** Page → extension. */
export type DashboardRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'press'; readonly button: RunButton }
  | { readonly kind: 'checkpoint'; readonly button: CheckpointButton; readonly id: string }
  | { readonly kind: 'sample'; readonly button: SampleButton; readonly id: string }
  | { readonly kind: 'remedy'; readonly incident: string; readonly remedy: string }
  | { readonly kind: 'overlay'; readonly run: string }
  | { readonly kind: 'compare'; readonly with: string };

const runButtons: readonly string[] = [
  'save',
  'sample',
  'save-and-stop',
  'stop',
  'start',
  'folder',
  'log',
  'config',
  'compare',
];
const checkpointButtons: readonly string[] = ['keep', 'delete', 'reveal', 'copy', 'check', 'use', 'workflow'];
const sampleButtons: readonly string[] = ['save', 'reveal'];

/** Reads what a page sent; `undefined` for anything else. */
export function readDashboardRequest(value: unknown): DashboardRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const request = value as Record<string, unknown>;
  switch (request.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'press':
      return isOneOf<RunButton>(request.button, runButtons)
        ? { kind: 'press', button: request.button }
        : undefined;
    case 'checkpoint':
      return isOneOf<CheckpointButton>(request.button, checkpointButtons) && isFileName(request.id)
        ? { kind: 'checkpoint', button: request.button, id: request.id }
        : undefined;
    case 'sample':
      return isOneOf<SampleButton>(request.button, sampleButtons) && isFileName(request.id)
        ? { kind: 'sample', button: request.button, id: request.id }
        : undefined;
    case 'remedy':
      return typeof request.incident === 'string' && typeof request.remedy === 'string'
        ? { kind: 'remedy', incident: request.incident, remedy: request.remedy }
        : undefined;
    case 'overlay':
      return typeof request.run === 'string' ? { kind: 'overlay', run: request.run } : undefined;
    case 'compare':
      return typeof request.with === 'string' ? { kind: 'compare', with: request.with } : undefined;
    default:
      return undefined;
  }
}

function isOneOf<T extends string>(value: unknown, words: readonly string[]): value is T {
  return typeof value === 'string' && words.includes(value);
}

/** A name without a folder, so that no message reaches a file outside of the run's folders. */
function isFileName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value !== '.' && value !== '..' && !/[\\/\0]/.test(value)
  );
}
