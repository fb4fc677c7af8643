import type { DashboardRun, NowView } from '../../../common/dashboard-page';
import { durationText, rateText } from '../../../core/runs/time-text';
import { clockText, shortNumber } from '../shared/format';

/** One number of the page's head, with its unit or meaning. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** How the number is made up. */
  readonly hint?: string;
}

const conditionWords = {
  running: 'running',
  finished: 'finished',
  failed: 'failed',
  stopped: 'stopped',
  unfinished: 'not finished',
} as const;

/** The state of the run in a word. */
export function conditionText({ condition }: DashboardRun): string {
  return conditionWords[condition];
}

/** Done of the whole run, 0 to 100; undefined while only the phase can be measured. */
export function progressPercent({ step, total, part }: NowView): number | undefined {
  if (step !== undefined && total !== undefined && total > 0) return Math.min(100, (100 * step) / total);
  if (part !== undefined && part.total > 0) return Math.min(100, (100 * part.done) / part.total);
  return undefined;
}

/** The numbers of a run, most important first. What the files do not say is left out. */
export function nowFacts({ now, condition }: DashboardRun): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string | undefined, hint?: string) => {
    if (value !== undefined) facts.push(hint === undefined ? { label, value } : { label, value, hint });
  };
  add('Step', stepText(now), resumeText(now));
  add('Epoch', epochText(now));
  add('Speed', now.secondsPerStep === undefined ? undefined : rateText(now.secondsPerStep));
  if (condition === 'running' && now.secondsLeft !== undefined) {
    add('Time left', durationText(now.secondsLeft), now.leftBasis);
    add('Ends at', clockText(now.readAt + now.secondsLeft * 1000, now.readAt));
  }
  add('Loss', now.loss === undefined ? undefined : shortNumber(now.loss), 'of the last step, unsmoothed');
  add('Learning rate', now.learningRate === undefined ? undefined : shortNumber(now.learningRate));
  if (now.startedAt !== undefined) add('Started', clockText(now.startedAt, now.readAt));
  return facts;
}

function stepText({ step, total }: NowView): string | undefined {
  if (step === undefined) return undefined;
  return total === undefined ? String(step) : `${step} of ${total}`;
}

function resumeText({ resumedStep }: NowView): string | undefined {
  return resumedStep === undefined ? undefined : `resumed at step ${resumedStep}`;
}

function epochText({ epoch, epochs }: NowView): string | undefined {
  if (epoch === undefined) return undefined;
  return epochs === undefined ? shortNumber(epoch) : `${shortNumber(epoch)} of ${shortNumber(epochs)}`;
}
