import type { FreshReason, ResumePoint } from './resume-point';

/**
 * Where the start begins, as one sentence without the final period: "resumes at step 1750 of 3400 from maya.safetensors".
 *
 * @param steps `train.steps`
 */
export function resumeMessage(point: ResumePoint, steps: number): string {
  switch (point.kind) {
    case 'starts-fresh': {
      const counting = point.step > 0 ? `, counting from step ${point.step},` : '';
      return `starts from scratch${counting} because ${freshReasonMessage(point.reason)}`;
    }
    case 'resumes': {
      const why = point.stepFrom === 'start_step' ? " (from 'start_step')" : '';
      return `resumes at step ${point.step} of ${steps}${why} from ${fileNameOf(point.file)}`;
    }
    case 'finished':
      return `is already finished: it is at step ${point.step} of ${steps}`;
    case 'fails':
      return `will fail, because ai-toolkit treats ${fileNameOf(point.file)} as its newest checkpoint and cannot load it`;
  }
}

function freshReasonMessage(reason: FreshReason): string {
  switch (reason.kind) {
    case 'no-checkpoint':
      return 'there is no checkpoint yet';
    case 'hidden':
      return `the path of the job folder contains '${reason.part}', which hides every checkpoint from ai-toolkit`;
    case 'wildcards':
      return 'the name or the training folder contains [ ] * or ?, so ai-toolkit does not find any checkpoint';
    case 'pretrained':
      return `there is no checkpoint yet; the weights come from ${reason.path}`;
  }
}

/** The last part of a path of either platform. */
export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
