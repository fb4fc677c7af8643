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

/** What a run does in a phase, as `loading the model`. */
export function phaseInWords(phase: RunPhase): string {
  return words[phase];
}
