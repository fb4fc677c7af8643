import type { FailureAction } from './run-failure';
import type { RunOutcome } from './run-outcome';

/** How the end of a run is told: one message and one button that helps. */
export interface OutcomeText {
  readonly level: 'information' | 'warning' | 'error';
  readonly message: string;
  readonly action: { readonly label: string; readonly does: OutcomeAction };
}

export type OutcomeAction = FailureAction | 'openFolder' | 'startAgain';

/** Puts the end of a run in words; `seen` says whether it ends now or ended while no window was there. */
export function outcomeText(
  jobName: string,
  outcome: RunOutcome,
  seen: 'now' | 'later' = 'now',
): OutcomeText {
  const text = textOf(jobName, outcome);
  return seen === 'now' ? text : { ...text, message: `${text.message} That was while no window was open.` };
}

function textOf(jobName: string, outcome: RunOutcome): OutcomeText {
  switch (outcome.kind) {
    case 'completed': {
      const steps = outcome.steps === undefined ? '' : ` after ${outcome.steps} steps`;
      return {
        level: outcome.warnings.length > 0 ? 'warning' : 'information',
        message: [`${jobName} is trained${steps}.`, ...outcome.warnings].join(' '),
        action: { label: 'Open its folder', does: 'openFolder' },
      };
    }
    case 'stopped':
      return {
        level: 'information',
        message: `${jobName} was stopped${at(outcome.step)}. ${kept(outcome.savedStep)}`,
        action: { label: 'Start again', does: 'startAgain' },
      };
    case 'failed':
      return {
        level: 'error',
        message: `${jobName} failed${at(outcome.step)}. ${outcome.message} ${outcome.remedy}`,
        action: { label: actionLabels[outcome.action], does: outcome.action },
      };
  }
}

const actionLabels: Readonly<Record<FailureAction, string>> = {
  openLog: 'Open the log',
  openConfig: 'Open the config',
  setToken: 'Set Hugging Face token',
  setUpToolkit: 'Set up ai-toolkit',
  freeDisk: 'Open its folder',
};

function at(step: number | undefined): string {
  return step === undefined ? '' : ` at step ${step}`;
}

function kept(savedStep: number | undefined): string {
  return savedStep === undefined
    ? 'Nothing was saved in this run.'
    : `The next start resumes at step ${savedStep}.`;
}
