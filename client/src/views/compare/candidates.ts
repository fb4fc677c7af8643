import path from 'node:path';
import type {
  CandidateImage,
  CandidateView,
  ComparedPrompt,
  ComparedRun,
} from '../../../../common/compare-page';
import type { CheckpointView, DashboardRun } from '../../../../common/dashboard-page';
import { lossAround, type RunCurve } from '../../../../core/runs/index';

/** A run with its losses, as the dashboard reads it. */
export interface RunToCompare {
  readonly run: DashboardRun;
  readonly curve: RunCurve;
}

export interface Candidates {
  readonly runs: readonly ComparedRun[];
  readonly prompts: readonly ComparedPrompt[];
  readonly candidates: readonly CandidateView[];
  readonly images: readonly CandidateImage[];
}

/** More candidates than a page can show. */
const mostCandidates = 400;

/**
 * What can be compared: each step of each run that has samples. Prompts of several runs are the same where their texts are.
 *
 * @param runs the first is the one that the comparison is kept with
 */
export function candidatesOf(runs: readonly RunToCompare[]): Candidates {
  const home = path.dirname(runs[0]?.run.key ?? '.');
  const prompts: ComparedPrompt[] = [];
  const candidates: CandidateView[] = [];
  const images: CandidateImage[] = [];
  for (const { run, curve } of runs) {
    const places = placePrompts(prompts, run.samples.prompts);
    const idOf = (step: number) => candidateId(home, run.key, step);
    for (const step of run.samples.steps) {
      if (candidates.length >= mostCandidates) break;
      candidates.push(candidateView(idOf(step), step, run, curve));
    }
    for (const { step, index, uri, thumbnail } of run.samples.images) {
      const prompt = places.get(index);
      if (prompt !== undefined) images.push({ candidate: idOf(step), prompt, uri, thumbnail });
    }
  }
  return { runs: runs.map(({ run }) => ({ key: run.key, name: run.name })), prompts, candidates, images };
}

/** Stays the same when the folder that contains the runs is moved. */
function candidateId(home: string, folder: string, step: number): string {
  return `${path.relative(home, folder).split(path.sep).join('/')}@${step}`;
}

/** Adds the prompts that are new, and tells the place of each by its index in the run. */
function placePrompts(all: ComparedPrompt[], own: readonly ComparedPrompt[]): ReadonlyMap<number, number> {
  return new Map(
    own.map(({ index, text, seed }) => {
      const same = all.find((each) => (text === undefined ? each.index === index : each.text === text));
      if (same !== undefined) return [index, same.index];
      const isTaken = all.some((each) => each.index === index);
      const place = isTaken ? Math.max(...all.map((each) => each.index)) + 1 : index;
      all.push({ index: place, text, seed });
      return [index, place];
    }),
  );
}

function candidateView(id: string, step: number, run: DashboardRun, curve: RunCurve): CandidateView {
  const checkpoint = checkpointAt(run, step);
  return {
    id,
    run: run.name,
    step,
    epoch: checkpoint?.epoch ?? epochAt(run, step),
    loss: lossAround(curve, step),
    file: checkpoint?.id,
    bytes: checkpoint?.bytes,
    isAdvised: checkpoint?.isAdvised === true,
  };
}

/** The checkpoint of a step: by its number, else the final file for the last round of samples. */
function checkpointAt({ checkpoints, samples }: DashboardRun, step: number): CheckpointView | undefined {
  const usable = checkpoints.filter(({ problem }) => problem === undefined);
  const numbered = usable.find((each) => each.step === step);
  if (numbered !== undefined) return numbered;
  return step > 0 && step === samples.steps.at(-1) ? usable.find(({ isFinal }) => isFinal) : undefined;
}

function epochAt({ now }: DashboardRun, step: number): number | undefined {
  const { total, epochs } = now;
  return total === undefined || epochs === undefined || total === 0 ? undefined : (step / total) * epochs;
}
