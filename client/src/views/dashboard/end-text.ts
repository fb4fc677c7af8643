import type { EndView, RunCondition } from '../../../../common/dashboard-page';
import type { RunState } from '../../../../core/runs/index';

/** How a run that is over ended, in words; undefined while it runs. */
export function endView(name: string, state: RunState, condition: RunCondition): EndView | undefined {
  const at = state.step === undefined ? '' : ` at step ${state.step}`;
  switch (condition) {
    case 'running':
      return undefined;
    case 'finished':
      return {
        text: wasFinishedBefore(state)
          ? `Nothing was trained: ${name} was at step ${state.resumedStep} of ${state.total} already.`
          : `Training of ${name} finished${state.step === undefined ? '' : ` after ${state.step} steps`}.`,
        inLog: false,
      };
    case 'stopped':
      return { text: `${name} was stopped${at}. ${resumeText(state)}`, inLog: false };
    case 'failed': {
      const why = state.failure === undefined ? '' : ` ${state.failure.message} ${state.failure.remedy}`;
      return {
        text: `${name} failed${at}.${why} ${resumeText(state)}`,
        inLog: state.log.error !== undefined,
      };
    }
    case 'unfinished':
      return {
        text: `The log of ${name} ends${at} and does not say why. ${resumeText(state)}`,
        inLog: false,
      };
  }
}

/** Where the next start goes on, by the checkpoints in the folder. */
function resumeText({ folder }: RunState): string {
  const newest = [...(folder?.checkpoints ?? [])].sort((one, other) => other.modified - one.modified)[0];
  if (newest === undefined) return 'No checkpoint was saved: the next start begins at step 0.';
  if (newest.step === undefined) return `The next start resumes from ${newest.file}.`;
  return `The next start resumes at step ${newest.step}.`;
}

function wasFinishedBefore({ incidents }: RunState): boolean {
  return incidents.some(({ code }) => code === 'already-finished');
}
