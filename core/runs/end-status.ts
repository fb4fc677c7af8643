import type { RunOutcome } from './run-outcome';
import { plainName } from './run-status';

/**
 * The status bar's text for a run that is over, as `$(pass) maya_char finished at 06:37 · 3400 steps`.
 *
 * @param clock the time at which it ended; undefined when nobody saw it
 */
export function endStatusText(jobName: string, outcome: RunOutcome, clock: string | undefined): string {
  const name = plainName(jobName);
  const at = clock === undefined ? '' : ` at ${clock}`;
  switch (outcome.kind) {
    case 'completed': {
      if (outcome.trained === 0) return `$(warning) ${name} trained nothing${at}`;
      const isGood = outcome.afterwards === undefined && outcome.notANumber === 0;
      return `$(${isGood ? 'pass' : 'warning'}) ${name} finished${at}${stepsText(outcome.steps)}`;
    }
    case 'stopped':
      return `$(debug-stop) ${name} stopped${at}${stepText(outcome.step)}`;
    case 'failed':
      return `$(error) ${name} failed${at}${stepText(outcome.step)}`;
  }
}

function stepText(step: number | undefined): string {
  return step === undefined ? '' : ` · step ${step}`;
}

function stepsText(steps: number | undefined): string {
  return steps === undefined ? '' : ` · ${steps} steps`;
}
