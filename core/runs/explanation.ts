import type { FailureAction } from './failures/known-failure';
import { warningText } from './incident-text';
import type { RunPhase } from './log/state';
import { phaseInWords } from './phase-words';
import { type ResumePoint, type RunOutcome, resumePointOf } from './run-outcome';
import { outcomeText, resumeText } from './run-outcome-text';
import type { RunResult } from './run-result';
import type { RunState } from './run-state';

/** A run as `qwen-lora explain` tells it. What is not known, or does not apply, is null. */
export interface Explanation {
  readonly phase: RunPhase;
  readonly step: number | null;
  readonly total: number | null;
  readonly result: RunResult;
  readonly reason: string | null;
  /** What happened, in sentences. */
  readonly message: string;
  /** What to do; null where nothing is to be done or nothing is sure to help. */
  readonly remedy: string | null;
  readonly action: FailureAction | null;
  /** What went wrong without ending the run, and what the next start will lack. */
  readonly warnings: readonly string[];
}

/** Explains a run from what its log, folder and exit tell. Pure. */
export function explainRun(state: RunState): Explanation {
  const common = {
    phase: state.phase,
    step: state.step ?? null,
    total: state.total ?? null,
    result: state.result,
    reason: state.failure?.reason ?? null,
    warnings: state.incidents.map((incident) => warningText(incident, state.log)),
  };
  return { ...common, ...wordsOf(state) };
}

type Words = Pick<Explanation, 'message' | 'remedy' | 'action'>;

function wordsOf(state: RunState): Words {
  const { failure, result } = state;
  const job = state.job === undefined ? 'The training' : `Training of '${state.job}'`;
  if (result === 'running') return { message: runningText(job, state), remedy: null, action: null };
  const { message, action } = outcomeText(state.job ?? '', outcomeOf(state));
  if (result === 'finished') return { message, remedy: null, action: action.does };
  if (failure === undefined) return { message, remedy: null, action: 'startAgain' };
  if (state.final !== undefined) return { message, remedy: orNull(failure.remedy), action: failure.action };
  const at = state.step === undefined ? '' : ` at step ${state.step}`;
  const did = result === 'stopped' ? 'was stopped' : 'failed';
  return {
    message: `${job} ${did}${at}. ${failure.message}`,
    remedy: orNull([failure.remedy, againText(state)].filter((text) => text !== '').join(' ')),
    action: failure.action,
  };
}

function runningText(job: string, state: RunState): string {
  const { step, total } = state;
  const where = step === undefined ? '' : ` at step ${step}${total === undefined ? '' : ` of ${total}`}`;
  return `${job} is running${where} (${phaseInWords(state.phase)}), or it ended without a message. Give --exit-code if you know it.`;
}

/** Only a run that trained has something to resume or to lose. */
function againText(state: RunState): string {
  const resume: ResumePoint = resumePointOf(state.log);
  return state.step === undefined && resume.step === undefined ? '' : resumeText(resume);
}

function outcomeOf(state: RunState): RunOutcome {
  const { log, failure } = state;
  const savedStep = state.checkpoints.at(-1)?.step;
  if (state.result === 'stopped') {
    return {
      kind: 'stopped',
      step: state.step,
      savedStep,
      optimizerLost: log.optimizerSaveFailed,
      resume: resumePointOf(log),
      why: failure,
    };
  }
  const isNothing = state.incidents.some(({ code }) => code === 'already-finished');
  return {
    kind: 'completed',
    path: state.final ?? '',
    total: state.total,
    steps: isNothing ? state.step : (state.total ?? state.step),
    trained: isNothing
      ? 0
      : state.losses.count + state.losses.notANumber > 0
        ? state.losses.count
        : undefined,
    notANumber: state.losses.notANumber,
    warnings: [],
    afterwards: failure,
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
