/**
 * The messages between the extension and the page that compares checkpoints. A candidate is the state of a run at one step:
 * the samples of that step, and its checkpoint where one was saved.
 */

export interface ComparedRun {
  /** The job folder. */
  readonly key: string;
  readonly name: string;
}

export interface ComparedPrompt {
  /** Position in the config, from 0. */
  readonly index: number;
  readonly text: string | undefined;
  readonly seed: number | undefined;
}

export interface CandidateView {
  /** `RUN@STEP`, as it is kept with the run. */
  readonly id: string;
  readonly run: string;
  readonly step: number;
  readonly epoch: number | undefined;
  /** The mean loss around the step. */
  readonly loss: number | undefined;
  /** The checkpoint's file name in the job folder; absent where none of that step is there. */
  readonly file: string | undefined;
  readonly bytes: number | undefined;
  readonly isAdvised: boolean;
}

export interface CandidateImage {
  readonly candidate: string;
  readonly prompt: number;
  readonly uri: string;
  readonly thumbnail: string;
}

export type Better = 'left' | 'right' | 'equal';

export interface JudgedPair {
  readonly prompt: number;
  readonly left: string;
  readonly right: string;
  readonly better: Better;
  readonly blind: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ChecklistMark {
  readonly checked: boolean;
  readonly note: string;
}

/** What the check of a LoRA file says, in lines for a person. */
export interface LoraCheckView {
  readonly candidate: string;
  readonly summary: string;
  readonly loading: readonly string[];
  readonly problems: readonly {
    readonly message: string;
    readonly remedy: string;
    readonly stops: boolean;
  }[];
}

export type CellState = 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'suspect';

export interface MatrixCellView {
  readonly id: string;
  readonly prompt: number;
  readonly guidance: number;
  readonly strength: number;
  /** Strength of the style LoRA; 0 is without it. */
  readonly styleStrength: number;
  readonly state: CellState;
  /** What is wrong, or how far the image is, in words. */
  readonly note: string | undefined;
  readonly uri: string | undefined;
}

export interface MatrixView {
  readonly id: string;
  /** The LoRA, as ComfyUI lists it. */
  readonly lora: string;
  readonly style: string | undefined;
  readonly prompts: readonly ComparedPrompt[];
  readonly guidances: readonly number[];
  readonly strengths: readonly number[];
  readonly styleStrengths: readonly number[];
  readonly cells: readonly MatrixCellView[];
  readonly isRunning: boolean;
  /** What is going on, or what is wrong with the whole, in words. */
  readonly note: string | undefined;
}

export interface CompareView {
  /** The job folder of the run that the comparison is kept with. */
  readonly key: string;
  readonly name: string;
  readonly runs: readonly ComparedRun[];
  readonly prompts: readonly ComparedPrompt[];
  readonly candidates: readonly CandidateView[];
  readonly images: readonly CandidateImage[];
  readonly comparisons: readonly JudgedPair[];
  readonly checklist: Readonly<Record<string, ChecklistMark>>;
  readonly chosen: string | undefined;
  /** The address of the ComfyUI server. */
  readonly server: string;
  readonly matrices: readonly string[];
  readonly matrix: MatrixView | undefined;
  /** What could not be read, in words. */
  readonly problem: string | undefined;
}

/** Extension → page. */
export type CompareUpdate =
  | { readonly kind: 'view'; readonly view: CompareView }
  | { readonly kind: 'lora'; readonly check: LoraCheckView }
  | { readonly kind: 'matrix'; readonly matrix: MatrixView }
  | { readonly kind: 'failed'; readonly message: string };

/** The axes of a quality matrix, as the user set them. */
export interface MatrixWish {
  readonly candidate: string;
  readonly prompts: readonly number[];
  readonly guidances: readonly number[];
  readonly strengths: readonly number[];
  /** A style LoRA as ComfyUI lists it; empty for none. */
  readonly style: string;
  readonly styleStrengths: readonly number[];
}

export type CandidateButton = 'check' | 'copy' | 'export';
export type MatrixButton = 'stop' | 'resume' | 'show';

/** Page → extension. */
export type CompareRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'judge'; readonly pair: JudgedPair }
  | { readonly kind: 'undo' }
  | { readonly kind: 'mark'; readonly item: string; readonly mark: ChecklistMark }
  | { readonly kind: 'candidate'; readonly button: CandidateButton; readonly id: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'send'; readonly wish: MatrixWish }
  | { readonly kind: 'matrix'; readonly button: MatrixButton; readonly id: string }
  | { readonly kind: 'retry'; readonly id: string; readonly cell: string }
  /** A contact sheet to save. */
  | { readonly kind: 'sheet'; readonly png: ArrayBuffer };
