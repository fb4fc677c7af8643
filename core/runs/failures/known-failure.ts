import type { RunPhase } from '../log/state';

/** What the one button of a failure does. */
export type FailureAction =
  | 'openLog'
  | 'openConfig'
  | 'setToken'
  | 'setUpToolkit'
  | 'freeDisk'
  | 'openFolder'
  | 'startAgain'
  | 'copyReport';

/**
 * A failure that is understood. In `message` and `remedy`, `{1}` is the first group of `says`, `{model}` the model of the
 * config, and `{resumedFrom}` the checkpoint that was being loaded.
 */
export interface KnownFailure {
  /** Stable word for tests and the JSON output. */
  readonly reason: string;
  /** Who says it. */
  readonly library: string;
  /** Matched against the error's message, then against the exceptions that led to it, as `type: message`. */
  readonly says: RegExp;
  /** Must match a place of the traceback, as `file:function`. */
  readonly at?: RegExp;
  /** The phases in which it means this; any phase when absent. */
  readonly phases?: readonly RunPhase[];
  /** Must match `model.arch`. */
  readonly arch?: RegExp;
  /** Means this only while a checkpoint of the job is being loaded. */
  readonly resuming?: true;
  /** Means this only while `pretrained_lora_path` is being loaded. */
  readonly pretrained?: true;
  /** Means this only in a run that resumed and has not done a step since. */
  readonly afterResume?: true;
  /** Says little by itself: it counts only where nothing more exact is found anywhere in the exceptions. */
  readonly vague?: true;
  /** One sentence or two: what happened. */
  readonly message: string;
  /** What to do; no remedy is better than a wrong one, so it may be empty. */
  readonly remedy: string;
  readonly action: FailureAction;
  /** A message of this shape, as it follows `Error running job: `. */
  readonly example: string;
  /** An exception that led to it, as `type: message`, where the message alone says too little. */
  readonly exampleCause?: string;
  /** A place for the example's traceback, as `file:function`. */
  readonly examplePlace?: string;
}
