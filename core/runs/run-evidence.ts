import type { RunLogState } from './log/state';

/** What is known of a run that is over. Times are milliseconds since 1970. */
export interface RunEvidence {
  readonly log: RunLogState;
  /** Absent when nobody was there to see the process end, as after a reload. */
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly startedAt: number;
  /** `NAME.safetensors`, or the folder of a `diffusers` save; absent when it is not there. */
  readonly finalFile: { readonly path: string; readonly modifiedAt: number } | undefined;
  /** What the terminal showed outside the log: import errors, a crash of the interpreter. */
  readonly console?: string | undefined;
}
