import type { RunLogState } from './log/state';

/** How many trained steps a plain stop would lose now, and that in a sentence. ai-toolkit saves nothing when it is stopped. */
export interface StopLoss {
  readonly steps: number;
  readonly sentence: string;
}

export function stopLoss({
  progress,
  checkpoints,
  resumedStep,
}: Pick<RunLogState, 'progress' | 'checkpoints' | 'resumedStep'>): StopLoss {
  const step = progress?.step ?? 0;
  const saved = checkpoints.findLast((checkpoint) => checkpoint.step !== undefined)?.step ?? resumedStep;
  const steps = Math.max(0, step - (saved ?? 0));
  if (steps === 0) return { steps, sentence: 'Stopping now loses nothing.' };
  const counted = steps === 1 ? 'the one step' : `the ${steps} steps`;
  return {
    steps,
    sentence:
      saved === undefined
        ? `Nothing was saved yet: stopping now loses ${counted} that it has trained.`
        : `Stopping now loses ${counted} since step ${saved} was saved.`,
  };
}
