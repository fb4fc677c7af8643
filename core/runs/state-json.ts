import { incidentText } from './incidents';
import type { RunPhase } from './log/state';
import type { RunResult } from './run-result';
import type { RunState } from './run-state';

/** A run as `qwen-lora watch --json --once` prints it. What is not known is null. */
export interface RunStateJson {
  readonly job: string | null;
  readonly phase: RunPhase;
  readonly step: number | null;
  readonly total: number | null;
  readonly result: RunResult;
  readonly resumedStep: number | null;
  readonly losses: { readonly count: number; readonly first: number | null; readonly last: number | null };
  readonly samples: { readonly steps: readonly number[]; readonly count: number };
  readonly checkpoints: readonly { readonly step: number; readonly file: string }[];
  readonly final: string | false;
  readonly incidents: readonly string[];
  readonly reason: string | null;
}

/** The state as a plain object, for programs. */
export function runStateJson(state: RunState): RunStateJson {
  const { losses } = state;
  return {
    job: state.job ?? null,
    phase: state.phase,
    step: state.step ?? null,
    total: state.total ?? null,
    result: state.result,
    resumedStep: state.resumedStep ?? null,
    losses: { count: losses.count, first: losses.first ?? null, last: losses.last ?? null },
    samples: { steps: state.samples.steps, count: state.samples.count },
    checkpoints: state.checkpoints,
    final: state.final ?? false,
    incidents: state.incidents.map(incidentText),
    reason: state.failure?.reason ?? null,
  };
}
