import type { RunOutcome } from './run-outcome';
import { outcomeText } from './run-outcome-text';

/** The end of a run for a program of the user's own: plain values, without secrets. */
export interface RunEnd {
  readonly job: string;
  readonly result: 'finished' | 'stopped' | 'failed';
  /** Stable word of a failure; null for other ends. */
  readonly reason: string | null;
  readonly message: string;
  readonly step: number | null;
  /** Absolute path of the job's folder. */
  readonly folder: string;
  /** Absolute path of the config. */
  readonly config: string;
  /** Trainings that still run or wait on this machine. */
  readonly left: number;
}

/** The end of a run from its outcome. */
export function runEnd(
  run: { readonly job: string; readonly folder: string; readonly config: string; readonly left: number },
  outcome: RunOutcome,
): RunEnd {
  const { kind } = outcome;
  return {
    ...run,
    result: kind === 'completed' ? 'finished' : kind,
    reason: kind === 'failed' ? outcome.reason : kind === 'stopped' ? (outcome.why?.reason ?? null) : null,
    message: outcomeText(run.job, outcome).message,
    step: (kind === 'completed' ? outcome.steps : outcome.step) ?? null,
  };
}

/** Replaces `{job}`, `{result}`, `{message}` and the other names of the end in the arguments of a command. */
export function withRunEnd(args: readonly string[], end: RunEnd): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(end));
  return args.map((arg) =>
    arg.replace(/\{(\w+)\}/g, (whole, name: string) =>
      values.has(name) ? String(values.get(name) ?? '') : whole,
    ),
  );
}
