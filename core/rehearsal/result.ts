import type { ReportedChange } from './change';
import type { RehearsalOutput } from './event-stream';
import type { PhaseTime } from './phase-times';

/** Why a rehearsal failed, in the words of a real run's failure. */
export interface RehearsalFailure {
  readonly phase: string;
  /** Stable word; the same as a real run's. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** `config.process[0].train.optimizer`, where the cause is known. */
  readonly key?: string;
  /** One-based line of the key in the user's config. */
  readonly line?: number;
  /** The exception as Python prints it. */
  readonly exception: string | null;
  /** The place in ai-toolkit: `toolkit/optimizer.py:110 get_optimizer`. */
  readonly place: string | null;
}

/** What a rehearsal showed; `qwen-lora rehearse --format json` prints exactly this. */
export interface RehearsalResult {
  /** `impossible`: it could not be made, so nothing is said about the config. */
  readonly result: 'passed' | 'failed' | 'impossible';
  readonly seconds: number;
  readonly trainer: {
    readonly version: string | null;
    readonly torch: string | null;
    readonly device: string | null;
  };
  readonly phases: readonly PhaseTime[];
  readonly failure: RehearsalFailure | null;
  readonly warnings: readonly string[];
  readonly changed: readonly ReportedChange[];
  readonly notTested: readonly string[];
  readonly output: RehearsalOutput & { readonly log: string | null };
  /** Why it could not be made. */
  readonly impossible?: string;
}
