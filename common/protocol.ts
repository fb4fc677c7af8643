/**
 * Every message that is ours alone, with who sends it and why. Both sides import this file, which imports no code.
 * Positions and ranges are the protocol's (zero-based line, UTF-16 character).
 */

import type { JobSummary } from '../core/editor/job-summary';
import type { Plan } from '../core/plan/plan';

/** What the client tells the server at start, in `initializationOptions`. All of it is optional for other editors. */
export interface InitializationOptions {
  /**
   * Base uri to which `<code>` is appended for a finding's documentation link, for example
   * `vscode://qwen-lora.qwen-lora-trainer/rules/`. Without it the links are `file:` uris of the bundled pages.
   */
  readonly documentationBase?: string;
}

export type { JobSummary };

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

export type SeverityName = 'error' | 'warning' | 'information' | 'hint';

/** One finding as the launch shows it in its list. */
export interface ConfigProblem {
  readonly code: string;
  readonly severity: SeverityName;
  readonly message: string;
  readonly range: ProtocolRange;
  /** Its quick fixes, for the text that was checked; left out where nobody asked for them. */
  readonly fixes?: readonly TextFix[];
}

/** A quick fix, with edits for the version of the document that was checked. */
export interface TextFix {
  readonly title: string;
  /** Whether "fix all" may apply it. */
  readonly safe: boolean;
  readonly edits: readonly TextChange[];
}

export interface TextChange {
  readonly range: ProtocolRange;
  readonly newText: string;
}

/** Where ai-toolkit is about to run; both are absolute paths on the server's machine. */
export interface StartPlace {
  /** Root folder of the ai-toolkit checkout. */
  readonly toolkit: string;
  /** The folder that relative paths of the config start from. */
  readonly workingDirectory: string;
}

export interface CheckConfigParams {
  readonly uri: string;
  /** With it the folders that the config names are checked too; without it only the text is. */
  readonly start?: StartPlace;
}

/** What is known only when the place of the start is. */
export interface StartFacts {
  /** The folder of the first process, absolute; undefined when a part of it is not known. */
  readonly jobFolder: string | undefined;
  /** Where training begins: "maya: resumes at step 250 of 3000 from maya_000000250.safetensors". */
  readonly resume: string | undefined;
  /** The Python packages that this config makes ai-toolkit import. */
  readonly packages: readonly PackageSummary[];
  /** The datasets, each folder once. */
  readonly datasets: readonly {
    readonly path: string;
    readonly images: number;
    readonly captions: { readonly found: number; readonly missing: number; readonly empty: number };
  }[];
  /** The base model, with the bytes of its download where it is a known one of the Hub. */
  readonly model: { readonly name: string; readonly downloadBytes: number | undefined } | undefined;
  /** Memory and processes that the run needs, by its plan. */
  readonly needs:
    | {
        readonly hostGiB: number | undefined;
        readonly gpuGiB: number | undefined;
        readonly workers: number;
      }
    | undefined;
}

/** A Python package that a start needs. */
export interface PackageSummary {
  /** The module that is imported. */
  readonly module: string;
  /** What pip calls it. */
  readonly name: string;
  /** The part of the config that needs it. */
  readonly reason: string;
}

export interface CheckConfigResult {
  /** False when the document is not an ai-toolkit config; then nothing else is filled in. */
  readonly isConfig: boolean;
  readonly problems: readonly ConfigProblem[];
  readonly job: JobSummary | undefined;
  readonly start: StartFacts | undefined;
  /** All safe fixes as one change, where a start is checked and one of them fixes an error; empty otherwise. */
  readonly fixAll: readonly TextChange[];
}

/**
 * Client → server request: check a config now, whether it is open or only on disk, and say what the launch needs of it.
 * Diagnostics that the editor shows may be older than the text; a start must not rely on them. It fails when the
 * check itself fails, so that a crash never reads as a clean file.
 */
export const checkConfigRequest = 'qwenLora/checkConfig';

export interface FindConfigsParams {
  readonly uris: readonly string[];
}

export interface FindConfigsResult {
  readonly configs: readonly { readonly uri: string; readonly name: string | undefined }[];
}

/** Client → server request: which of these files are ai-toolkit configs. The client lists, so that its excludes hold. */
export const findConfigsRequest = 'qwenLora/findConfigs';

export interface SetValuesParams {
  readonly uri: string;
  /** Keys are below the first process, as `train.lr`. */
  readonly values: readonly { readonly key: string; readonly value: string | number | boolean }[];
}

export interface SetValuesResult {
  readonly edits: readonly TextChange[];
}

/** Client → server request: the edits that write values into a config, in the style of what is there. */
export const setValuesRequest = 'qwenLora/setValues';

export interface ControlCopyParams {
  readonly uri: string;
  /** Absolute path of the database through which the running training is controlled. */
  readonly databasePath: string;
}

export interface ControlCopyResult {
  /** The config's text with `sqlite_db_path` set; undefined when the text cannot take the key safely. */
  readonly text: string | undefined;
}

/**
 * Client → server request: the text that a start trains instead of the config, with the database of the control channel.
 * The user's file is never touched.
 */
export const controlCopyRequest = 'qwenLora/controlCopy';

export interface PlanParams {
  readonly uri: string;
  readonly toolkitVersion: string | undefined;
  readonly gpu: { readonly name: string; readonly totalGiB: number } | undefined;
  /** Whether every file is looked at again; otherwise an unchanged folder answers from memory. */
  readonly fresh: boolean;
  /** The newest first. */
  readonly measured: readonly MeasuredRun[];
}

/** A step time that an earlier run on this machine has shown. */
export interface MeasuredRun {
  /** Seconds of one step, mean. */
  readonly seconds: number;
  /** `time.relativeCost` of the plan of its config. */
  readonly relativeCost: number;
  readonly gpu: string;
  readonly arch: string | undefined;
  /** Undefined without quantization. */
  readonly qtype: string | undefined;
}

export interface PlanResult {
  /** Absent when no training process can be read. */
  readonly plan: Plan | undefined;
  readonly problems: readonly (ConfigProblem & { readonly fixes: readonly TextFix[] })[];
  /** The version of the open document that was planned; 0 for a file on disk. */
  readonly version: number;
  /** Zero-based lines of the keys below the process. */
  readonly lines: Readonly<Record<string, number>>;
}

/** Client → server request: what ai-toolkit will make of a config and the folders that it names. Nothing is started. */
export const planRequest = 'qwenLora/plan';

/** Client → server, without parameters: answered as soon as the server answers anything. */
export const aliveRequest = 'qwenLora/alive';
