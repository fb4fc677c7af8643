import type { Plan } from '../plan/index';
import type { TrainingProcess } from '../trainer/training-config';
import { datasetHints } from './inlay-hints/dataset-hints';
import type { Hint } from './inlay-hints/hint';
import { modelHints } from './inlay-hints/model-hints';
import { scheduleHints } from './inlay-hints/schedule-hints';

export { type Hint, type HintKind, hintKinds } from './inlay-hints/hint';

/**
 * What the numbers of a process come to, for the end of their lines. Only what the config writes gets a hint, and only
 * what is counted: a dataset that cannot be built has none.
 */
export function inlayHints(process: TrainingProcess, plan: Plan): readonly Hint[] {
  return [...datasetHints(process, plan), ...scheduleHints(process, plan), ...modelHints(process, plan)].sort(
    (a, b) => a.offset - b.offset,
  );
}
