import type { RunPhase } from './log/state';

const words: Readonly<Record<RunPhase, string>> = {
  starting: 'starting',
  loading: 'loading the model',
  quantizing: 'quantizing the model',
  network: 'creating the network',
  dataset: 'reading the dataset',
  caching: 'caching the dataset',
  baseline: 'generating the first samples',
  training: 'training',
  saving: 'saving',
  sampling: 'generating samples',
  finishing: 'finishing',
};

const byName: ReadonlyMap<string, string> = new Map(Object.entries(words));

/** What a run does in a phase, as `loading the model`; the phase itself where it is none of a run's. */
export function phaseInWords(phase: string): string {
  return byName.get(phase) ?? phase;
}
