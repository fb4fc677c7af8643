import type {
  NoRehearsal,
  RehearsalPlan,
  RehearsalReading,
  RehearsalResult,
} from '../../../core/rehearsal/index';

const nothing = { checkpoints: [], samples: [], loraKeys: 0, log: null };

/** The result of a rehearsal that was not made. `began` in milliseconds. */
export function impossibleResult(message: string, began: number, why?: NoRehearsal): RehearsalResult {
  const base = {
    seconds: secondsSince(began),
    trainer: { version: null, torch: null, device: null },
    warnings: [],
    changed: [],
    notTested: [],
    output: nothing,
  };
  if (why?.kind !== 'invalid') {
    return { ...base, result: 'impossible', phases: [], failure: null, impossible: message };
  }
  const failure = {
    phase: 'starting',
    reason: 'invalid-config',
    message: `ai-toolkit cannot read this file: ${message}`,
    remedy: 'Correct the line that is named, then rehearse again.',
    ...(why.line === undefined ? {} : { line: why.line + 1 }),
    exception: null,
    place: null,
  };
  const phases = [{ phase: 'starting', seconds: 0, result: 'failed' as const }];
  return { ...base, result: 'failed', phases, failure };
}

export interface RehearsalEnd {
  readonly reading: RehearsalReading;
  readonly plan: RehearsalPlan;
  readonly began: number;
  readonly log: string | undefined;
  readonly stopped?: 'canceled' | 'timeout' | undefined;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** The result of a rehearsal whose process is over. */
export function resultOf({ reading, plan, began, log, stopped, timeout = 0 }: RehearsalEnd): RehearsalResult {
  const device = reading.device ?? 'cpu';
  const last = reading.phases.at(-1)?.phase ?? 'preparing';
  const impossible =
    stopped === 'timeout'
      ? `It did not end within ${Math.round(timeout / 1000)} s; it was in the phase '${last}'. Raise the time limit.`
      : stopped === 'canceled'
        ? 'It was canceled.'
        : reading.impossible;
  return {
    result: impossible !== undefined ? 'impossible' : reading.failure ? 'failed' : 'passed',
    seconds: secondsSince(began),
    trainer: {
      version: reading.versions.trainer ?? null,
      torch: reading.versions.torch ?? null,
      device: reading.device ?? null,
    },
    phases: reading.phases,
    failure: impossible === undefined ? (reading.failure ?? null) : null,
    warnings: reading.warnings,
    changed: plan.devices[device].changed,
    notTested: plan.notTested,
    output: { ...reading.output, log: log ?? null },
    ...(impossible === undefined ? {} : { impossible }),
  };
}

function secondsSince(began: number): number {
  return Math.round((Date.now() - began) / 100) / 10;
}
