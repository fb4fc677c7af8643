import type { FailureAction } from './failures/known-failure';
import type { ResumePoint, RunOutcome } from './run-outcome';

/** How the end of a run is reported: one message and one button that helps. */
export interface OutcomeText {
  readonly level: 'information' | 'warning' | 'error';
  readonly message: string;
  readonly action: { readonly label: string; readonly does: OutcomeAction };
  /** A second button, where starting again is possible and the first one does something else. */
  readonly second?: { readonly label: string; readonly does: OutcomeAction };
}

export type OutcomeAction = FailureAction;

/** Puts the end of a run in words; `seen` says whether it ends now or ended while no window was there. */
export function outcomeText(
  jobName: string,
  outcome: RunOutcome,
  seen: 'now' | 'later' = 'now',
): OutcomeText {
  const text = textOf(jobName, outcome);
  return seen === 'now'
    ? text
    : { ...text, message: `${text.message} This happened while VS Code was closed.` };
}

function textOf(job: string, outcome: RunOutcome): OutcomeText {
  switch (outcome.kind) {
    case 'completed':
      return completedText(job, outcome);
    case 'stopped': {
      const why = outcome.why === undefined ? '' : ` ${outcome.why.message} ${outcome.why.remedy}`;
      return {
        level: outcome.why === undefined ? 'information' : 'warning',
        message: `${subject(job)} was stopped${at(outcome.step)}.${why.trimEnd()} ${againText(outcome)}`,
        action: { label: 'Start again', does: 'startAgain' },
      };
    }
    case 'failed': {
      const action = { label: actionLabels[outcome.action], does: outcome.action };
      const again = { label: 'Start again', does: 'startAgain' } as const;
      return {
        level: 'error',
        message: sentences(
          `${subject(job)} failed${at(outcome.step)}.`,
          outcome.message,
          outcome.remedy,
          ...outcome.warnings,
          outcome.step === undefined && outcome.resume.step === undefined ? '' : resumeText(outcome.resume),
        ),
        action,
        ...(outcome.action === 'startAgain' ? {} : { second: again }),
      };
    }
  }
}

function completedText(job: string, outcome: Extract<RunOutcome, { kind: 'completed' }>): OutcomeText {
  const { steps, total, trained, notANumber, warnings, afterwards } = outcome;
  const action = { label: 'Open its folder', does: 'openFolder' } as const;
  if (trained === 0 && notANumber === 0) {
    return {
      level: 'warning',
      message: sentences(`Nothing was trained: '${job}' was already ${placeOf(steps, total)}.`, ...warnings),
      action,
    };
  }
  const after = steps === undefined ? '' : ` after ${steps} steps`;
  if (trained !== undefined && notANumber > trained) {
    return {
      level: 'error',
      message: sentences(
        `'${job}' was not trained: the loss was not a number in ${notANumber} of ${notANumber + trained} steps.`,
        "Lower 'lr' and begin from a checkpoint from before that, or from the start.",
      ),
      action: { label: 'Open the config', does: 'openConfig' },
    };
  }
  if (afterwards !== undefined) {
    return {
      level: 'warning',
      message: sentences(
        `${subject(job)} finished${after}. What followed failed: ${afterwards.message}`,
        afterwards.remedy,
        'The LoRA is in its folder.',
        ...warnings,
      ),
      action,
    };
  }
  return {
    level: warnings.length > 0 ? 'warning' : 'information',
    message: sentences(`${subject(job)} finished${after}.`, ...warnings),
    action,
  };
}

const actionLabels: Readonly<Record<FailureAction, string>> = {
  openLog: 'Open the log',
  openConfig: 'Open the config',
  setToken: 'Set Hugging Face token',
  setUpToolkit: 'Set up ai-toolkit',
  freeDisk: 'Open its folder',
  openFolder: 'Open its folder',
  startAgain: 'Start again',
  copyReport: 'Copy a report',
};

/** The words on the button of an action. */
export function actionLabel(action: FailureAction): string {
  return actionLabels[action];
}

/** Where the next start begins, in a sentence. */
export function resumeText({ step, withoutOptimizer }: ResumePoint): string {
  if (step === undefined) return 'Nothing was saved, so the next start begins at step 0.';
  const optimizer = withoutOptimizer ? ', with a fresh optimizer' : '';
  return `The next start resumes at step ${step}${optimizer}.`;
}

/** Only a run that trained has lost anything. */
function againText({ step, resume }: Extract<RunOutcome, { kind: 'stopped' }>): string {
  return step === undefined && resume.step === undefined
    ? 'It had not trained a step yet.'
    : resumeText(resume);
}

function placeOf(step: number | undefined, total: number | undefined): string {
  if (step === undefined || total === undefined) return 'finished';
  return step > total ? `at step ${step}, and the config asks for ${total}` : `at step ${step} of ${total}`;
}

function subject(job: string): string {
  return job === '' ? 'The training' : `Training of '${job}'`;
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function at(step: number | undefined): string {
  return step === undefined ? '' : ` at step ${step}`;
}
