/**
 * The messages between the extension and the page of "Check before training". Lines are zero-based lines of the config;
 * sizes of images are pixels, other sizes bytes, memory GiB, times seconds. The plan is the one of `qwen-lora plan`.
 */

type Range = readonly [low: number, high: number];

export interface PlannedDataset {
  readonly path: string;
  readonly resolution: number;
  readonly reg: boolean;
  readonly images: number;
  readonly items: number;
  readonly length: number;
  readonly batchSize: number;
  readonly repeats: number;
  readonly flips: number;
  readonly buckets: readonly { readonly width: number; readonly height: number; readonly files: number }[];
  readonly captions: { readonly found: number; readonly missing: number; readonly empty: number };
  readonly skippedCount: number;
  readonly index: number;
}

export interface PlannedSchedule {
  readonly firstStep: number;
  readonly lastStep: number;
  readonly steps: number;
  readonly stepsPerEpoch: number | null;
  readonly epochs: number | null;
  readonly effectiveBatchSize: number;
  readonly saves: readonly (number | null)[];
  readonly samples: readonly number[];
  readonly samplePrompts: number;
  readonly kept: readonly string[];
  readonly files: readonly { readonly file: string; readonly bytes: number | null }[];
}

export interface PlannedMemory {
  readonly phases: readonly { readonly phase: string; readonly gpuGiB: Range; readonly hostGiB: Range }[];
  readonly peak: string;
  readonly basis: string;
  readonly fits: 'yes' | 'no' | 'maybe' | null;
  readonly gpuGiB: number | null;
}

export interface PlannedTime {
  readonly trainingSeconds: Range | null;
  readonly basis: string;
  readonly secondsPerStep: Range | null;
  readonly cost: Range | null;
}

export interface PlannedDisk {
  readonly checkpointsPeak: number | null;
  readonly optimizer: number | null;
  readonly latentCache: number;
  readonly textCache: number;
  readonly samples: number;
  readonly modelDownload: number | null;
  readonly total: number;
}

/** The part of a plan that the page shows. */
export interface PlanView {
  readonly datasets: readonly PlannedDataset[];
  readonly batches: number | null;
  readonly schedule: PlannedSchedule;
  readonly fails: { readonly at: string; readonly error: string } | null;
  readonly model: Readonly<Record<string, string | number | boolean | null>>;
  readonly memory: PlannedMemory | null;
  readonly time: PlannedTime;
  readonly disk: PlannedDisk;
  readonly resume: { readonly file: string; readonly step: number | null } | null;
}

export interface PlanFinding {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
  readonly message: string;
  /** Absent for what is of the machine. */
  readonly line: number | undefined;
}

/** What the machine answered, which is not asked again while the file changes. */
export interface MachineView {
  /** When it was asked, in milliseconds since 1970. */
  readonly checkedAt: number;
  /** ai-toolkit, Python, torch, the GPU: a line each. */
  readonly lines: readonly string[];
}

export interface PlanPageView {
  readonly path: string;
  readonly name: string;
  readonly findings: readonly PlanFinding[];
  /** Absent while the text cannot be planned. */
  readonly plan: PlanView | undefined;
  /** The line of each key below the process, as `train.steps`. */
  readonly lines: Readonly<Record<string, number>>;
  readonly machine: MachineView | undefined;
}

/** Extension → page. */
export type PlanUpdate =
  | { readonly kind: 'plan'; readonly view: PlanPageView }
  | { readonly kind: 'busy'; readonly what: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Page → extension. */
export type PlanPageRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'check' }
  | { readonly kind: 'go'; readonly line: number }
  | { readonly kind: 'rule'; readonly code: string };

/** Reads what a page sent; `undefined` for anything else. */
export function readPlanPageRequest(value: unknown): PlanPageRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind, line, code } = value as Record<string, unknown>;
  switch (kind) {
    case 'ready':
    case 'start':
    case 'check':
      return { kind };
    case 'go':
      return typeof line === 'number' && Number.isInteger(line) && line >= 0 ? { kind, line } : undefined;
    case 'rule':
      return typeof code === 'string' && /^[a-z0-9-]{1,80}$/.test(code) ? { kind, code } : undefined;
    default:
      return undefined;
  }
}
